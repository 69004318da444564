import { defineCatalogue, ScopeSet } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import { fourSets, scopeRows, type ResourceFacts } from './four-sets.js';

const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files' },
    'files:write': { title: 'Change files', implies: ['files:read'] },
    'mail:send': { title: 'Send mail' },
  },
});

const nothing: ResourceFacts = {
  catalogue,
  declared: ScopeSet.of('files:read', 'files:write'),
  requested: ScopeSet.empty,
  granted: ScopeSet.empty,
  denied: ScopeSet.empty,
  unavailable: ScopeSet.empty,
  hasToken: false,
};

function rowOf(scope: string, facts: Partial<ResourceFacts>) {
  return scopeRows({ ...nothing, ...facts }).find((row) => row.scope === scope);
}

describe('the four sets', () => {
  test('effective is what was granted, while there is a token that lasts', () => {
    const granted = ScopeSet.of('files:read');
    const sets = (hasToken: boolean) => fourSets({ ...nothing, granted, hasToken });
    expect(sets(true).effective.toString()).toBe('files:read');
    expect(sets(false).effective.size).toBe(0);
    expect(sets(false).granted).toBe(granted);
  });

  test('are never closed under implications; what is implied is a note', () => {
    const granted = ScopeSet.of('files:write');
    const facts = { requested: granted, granted, hasToken: true };
    expect(rowOf('files:read', facts)).toMatchObject({
      in: { catalogued: true, requested: false, granted: false, effective: false },
      notes: ['implied by another'],
    });
    expect(rowOf('files:read', { ...facts, hasToken: false })?.notes).toEqual([]);
  });
});

describe('rows', () => {
  test('come in the order of the catalogue, and then those that it lacks', () => {
    const granted = ScopeSet.of('legacy', 'mail:send');
    const rows = scopeRows({ ...nothing, granted, hasToken: true });
    expect(rows.map(({ scope }) => scope)).toEqual([
      'files:read',
      'files:write',
      'mail:send',
      'legacy',
    ]);
    expect(rows.at(-1)).toEqual({
      scope: 'legacy',
      in: { catalogued: false, requested: false, granted: true, effective: true },
      notes: ['not declared'],
      cataloguedAlone: false,
    });
  });

  test.each([
    ['denied', { denied: ScopeSet.of('files:write') }, ['denied']],
    ['unavailable', { unavailable: ScopeSet.of('files:write') }, ['unavailable']],
    ['not declared', { declared: ScopeSet.empty }, ['not declared']],
  ])('say that a scope is %s', (_, facts, notes) => {
    expect(rowOf('files:write', facts)?.notes).toEqual(notes);
  });

  test.each<[string, Partial<ResourceFacts>, boolean]>([
    ['nothing else', {}, true],
    ['that it is not declared', { declared: ScopeSet.empty }, true],
    ['that it was requested', { requested: ScopeSet.of('files:read') }, false],
    ['that it is granted', { granted: ScopeSet.of('files:read') }, false],
    ['that it is denied', { denied: ScopeSet.of('files:read') }, false],
    ['that it is unavailable', { unavailable: ScopeSet.of('files:read') }, false],
    ['that it is implied', { granted: ScopeSet.of('files:write'), hasToken: true }, false],
  ])('of a scope of which is known %s: catalogued alone is %s', (_, facts, alone) => {
    expect(rowOf('files:read', facts)?.cataloguedAlone).toBe(alone);
  });
});
