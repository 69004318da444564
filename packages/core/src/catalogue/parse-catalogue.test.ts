import { describe, expect, test } from 'vitest';
import { CoreError } from '../core-error.js';
import { evaluate } from '../requirements/evaluate.js';
import type { Requirement } from '../requirements/requirement.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { parseCatalogue } from './parse-catalogue.js';

const title = 'T';

function problemsOf(value: unknown) {
  try {
    parseCatalogue(value);
  } catch (error) {
    if (error instanceof CoreError) return error.problems;
    throw error;
  }
  return [];
}

const full = {
  scopes: {
    'files:read': {
      title: 'Read files',
      description: 'Lists files.',
      category: 'Files',
      includes: ['List', 'Download'],
      exampleUse: 'Backup',
      sensitivity: 'medium',
      resource: 'https://api.example',
      translations: { de: { title: 'Dateien lesen', includes: ['Auflisten'] } },
    },
    'files:view': { title, deprecated: true, replacedBy: 'files:read' },
    'files:write': { title, implies: ['files:read'] },
  },
  actions: {
    'files.sync': {
      title: 'Sync',
      description: 'Copies files.',
      requires: { anyOf: ['files:write', { allOf: ['files:read', 'openid'] }] },
      native: { feature: 'Folder syncing' },
      translations: { de: { title: 'Abgleichen' } },
    },
  },
  combinations: {
    editor: {
      title: 'Editor',
      purpose: 'Editing',
      scopes: ['files:read', 'files:write'],
      translations: { de: { purpose: 'Bearbeiten' } },
    },
  },
};

describe('parseCatalogue', () => {
  test('keeps every field through JSON', () => {
    const catalogue = parseCatalogue(JSON.parse(JSON.stringify(full)));
    expect(JSON.parse(JSON.stringify(catalogue))).toEqual(full);
  });

  test('is not changed by a later change of what it was read from', () => {
    const value = structuredClone(full);
    const catalogue = parseCatalogue(value);
    value.scopes['files:write'].implies.pop();
    value.actions['files.sync'].requires.anyOf.pop();
    value.scopes['files:read'].title = 'Changed';
    expect(catalogue.toJSON()).toEqual(full);
    expect(Object.isFrozen(catalogue.scopes.get('files:write')!.implies)).toBe(true);
  });

  test.each<[string, unknown, string, string]>([
    ['text', '{}', 'catalogue', 'an object'],
    ['null', null, 'catalogue', 'an object'],
    ['no scopes', {}, 'scopes', 'given'],
    ['scopes in an array', { scopes: [] }, 'scopes', 'an object'],
    ['an entry that is text', { scopes: { a: 'A' } }, 'scopes.a', 'an object'],
    ['no title', { scopes: { a: {} } }, 'scopes.a.title', 'given'],
    ['a blank title', { scopes: { a: { title: ' ' } } }, 'scopes.a.title', 'not blank'],
    [
      'a number in includes',
      { scopes: { a: { title, includes: ['x', 7] } } },
      'scopes.a.includes[1]',
      'a string',
    ],
    [
      'an unknown sensitivity',
      { scopes: { a: { title, sensitivity: 'huge' } } },
      'scopes.a.sensitivity',
      'low, medium, high',
    ],
    [
      'implies that is text',
      { scopes: { 'a:b': { title, implies: 'a' } } },
      'scopes["a:b"].implies',
      'an array',
    ],
    [
      'deprecated that is text',
      { scopes: { a: { title, deprecated: 'yes' } } },
      'scopes.a.deprecated',
      'true or false',
    ],
    [
      'a relative resource',
      { scopes: { a: { title, resource: '/api' } } },
      'scopes.a.resource',
      'RFC 8707',
    ],
    [
      'a language that is none',
      { scopes: { a: { title, translations: { constructor: {} } } } },
      'scopes.a.translations.constructor',
      'RFC 5646',
    ],
    [
      'a translated implication',
      { scopes: { a: { title, translations: { de: { implies: [] } } } } },
      'scopes.a.translations.de.implies',
      'one of title',
    ],
    [
      'native without a feature',
      { scopes: { a: { title } }, actions: { x: { title, requires: 'a', native: true } } },
      'actions.x.native',
      'an object',
    ],
    [
      'an action that needs nothing',
      { scopes: {}, actions: { x: { title } } },
      'actions.x.requires',
      'given',
    ],
    [
      'a combination without scopes',
      { scopes: {}, combinations: { x: { title } } },
      'combinations.x.scopes',
      'given',
    ],
  ])('refuses %s at its place', (_, value, place, rule) => {
    const [problem, ...others] = problemsOf(value);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'INVALID_CATALOGUE', place });
    expect(problem!.rule).toContain(rule);
    expect(problem!.fix).not.toBe('');
  });

  test.each<[string, unknown, string, string]>([
    ['a scope with a space', { 'a b': { title } }, 'INVALID_SCOPE', 'scopes["a b"], position 1'],
    ['an empty scope', { '': { title } }, 'INVALID_SCOPE', 'scopes[""]'],
    [
      'an unknown implication',
      { 'a:b': { title, implies: ['c', 'c', 'x'] }, c: { title } },
      'UNKNOWN_SCOPE',
      'scopes["a:b"].implies[2]',
    ],
    [
      'an unknown replacement',
      { a: { title, deprecated: true, replacedBy: 'x' } },
      'UNKNOWN_SCOPE',
      'scopes.a.replacedBy',
    ],
    [
      'a replacement of a scope that is not deprecated',
      { a: { title, replacedBy: 'b' }, b: { title } },
      'INVALID_CATALOGUE',
      'scopes.a.replacedBy',
    ],
    [
      'a circle of implications',
      { a: { title, implies: ['b'] }, b: { title, implies: ['a'] } },
      'INVALID_CATALOGUE',
      'scopes.b.implies[0]',
    ],
  ])('refuses %s', (_, scopes, code, place) => {
    expect(problemsOf({ scopes })).toMatchObject([{ code, place }]);
  });

  test.each<[string, unknown, string, string]>([
    ['a misspelt scope', 'b', 'UNKNOWN_SCOPE', 'actions["x.y"].requires'],
    [
      'a misspelt scope deep inside',
      { anyOf: ['a', { allOf: ['a', 'b'] }] },
      'UNKNOWN_SCOPE',
      'actions["x.y"].requires.anyOf[1].allOf[1]',
    ],
    [
      'an empty allOf',
      { anyOf: ['a', { allOf: [] }] },
      'INVALID_REQUIREMENT',
      'actions["x.y"].requires.anyOf[1].allOf',
    ],
    ['a number', 7, 'INVALID_REQUIREMENT', 'actions["x.y"].requires'],
    [
      'a malformed scope',
      { allOf: ['a', 'b"'] },
      'INVALID_SCOPE',
      'actions["x.y"].requires.allOf[1], position 1',
    ],
  ])('refuses an action that requires %s', (_, requires, code, place) => {
    const value = { scopes: { a: { title } }, actions: { 'x.y': { title, requires } } };
    expect(problemsOf(value)).toMatchObject([{ code, place }]);
  });

  test('collects every mistake, with the first one as the error', () => {
    const value = {
      scopes: { a: { titel: title, implies: ['b'] } },
      actions: { x: { title, requires: 'zzz' } },
      combinations: { c: { title, scopes: ['a', 'nope'] } },
    };
    expect(problemsOf(value).map(({ place }) => place)).toEqual([
      'scopes.a.title',
      'scopes.a.titel',
      'scopes.a.implies[0]',
      'combinations.c.scopes[1]',
      'actions.x.requires',
    ]);
    expect(() => parseCatalogue(value)).toThrow(
      /^5 problems were found:\n- scopes\.a\.title: .*\n- scopes\.a\.titel: .* Did you mean "title"\?/,
    );
  });

  test('finds every circle of implications', () => {
    const scopes = {
      a: { title, implies: ['b'] },
      b: { title, implies: ['a'] },
      c: { title, implies: ['d', 'c'] },
      d: { title, implies: ['a'] },
    };
    expect(problemsOf({ scopes }).map(({ place }) => place)).toEqual([
      'scopes.b.implies[0]',
      'scopes.c.implies[1]',
    ]);
  });

  test('takes __proto__ and constructor as scopes, actions and combinations like any other', () => {
    const text =
      '{"scopes":{"__proto__":{"title":"T"},"constructor":{"title":"T","implies":["__proto__"]}},' +
      '"actions":{"toString":{"title":"T","requires":"__proto__"}},' +
      '"combinations":{"__proto__":{"title":"T","scopes":["__proto__"]}}}';
    const catalogue = parseCatalogue(JSON.parse(text));
    expect(JSON.stringify(catalogue)).toBe(text);
    expect(catalogue.evaluate('toString', ScopeSet.of('constructor')).satisfied).toBe(true);
    expect(catalogue.evaluate('toString', ScopeSet.empty)).toMatchObject({
      missing: ScopeSet.of('__proto__'),
    });
    expect(catalogue.has('hasOwnProperty')).toBe(false);
  });

  test('follows a chain of 100 000 implications', () => {
    const chain = Array.from({ length: 100_000 }, (_, index) => [
      `s${index}`,
      { title, implies: index === 0 ? [] : [`s${index - 1}`] },
    ]);
    const catalogue = parseCatalogue({ scopes: Object.fromEntries(chain) });
    expect(catalogue.closure(ScopeSet.of('s99999')).size).toBe(100_000);
    const circle = [['s0', { title, implies: ['s99999'] }], ...chain.slice(1)];
    const [problem] = problemsOf({ scopes: Object.fromEntries(circle) });
    expect(problem!.problem).toBe(
      'Scopes imply each other in a circle (s0 → s99999 → s99998 → s99997 → s99996 → s99995 → s99994 → s99993 → s99992 → … → s1 → s0).',
    );
  });

  test('answers for 10 000 unknown names without comparing each with all', () => {
    const entries = Array.from({ length: 10_000 }, (_, index) => [
      `x${index}`,
      { title, requires: `nope${index}` },
    ]);
    const value = { scopes: { a: { title } }, actions: Object.fromEntries(entries) };
    expect(problemsOf(value)).toHaveLength(10_000);
  });
});

describe('a requirement that holds itself, or the same part very often', () => {
  const circle: { anyOf: unknown[] } = { anyOf: ['a'] };
  circle.anyOf.push(circle, circle);
  const doubled = Array.from({ length: 40 }).reduce<unknown>((q) => ({ anyOf: [q, q] }), 'a');

  test.each([
    ['a circle', circle, /nested deeper than 64/],
    ['a part that is shared by halves', doubled, /more than 200000 parts/],
  ])('is refused at once, as evaluate refuses it: %s', (_, requires, message) => {
    const scopes = { a: { title: 'A' } };
    const actions = { run: { title: 'Run', requires } };
    const refused = expect.objectContaining({
      code: 'INVALID_REQUIREMENT',
      message: expect.stringMatching(message),
    });
    expect(() => evaluate(requires as Requirement, ScopeSet.empty)).toThrow(refused);
    expect(() => parseCatalogue({ scopes, actions })).toThrow(refused);
  });
});
