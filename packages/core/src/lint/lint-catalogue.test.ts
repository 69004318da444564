import { describe, expect, test } from 'vitest';
import { defineCatalogue } from '../catalogue/define-catalogue.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { lintCatalogue } from './lint-catalogue.js';

const entry = { title: 'T', description: 'D' };
const rulesFor = (scope: string) =>
  lintCatalogue(defineCatalogue({ scopes: { [scope]: entry } })).map(({ rule }) => rule);

describe('lintCatalogue on names', () => {
  test.each([
    ['payments:read', []],
    ['applications:rotate-secret', []],
    ['brand:expand-orders', []],
    ['Payments:Read', ['lowercase-scope']],
    ['payments:*', ['no-wildcard']],
    ['*', ['no-wildcard']],
    ['payments', ['resource-verb-scope']],
    ['payments:', ['resource-verb-scope']],
    [':read', ['resource-verb-scope']],
    ['a:b:c', ['resource-verb-scope']],
    ['payments:approve-and-export', ['one-concept']],
    ['payments:read+write', ['one-concept']],
    ['payments:read_or_write', ['one-concept']],
    ['payments:approve_export', ['one-concept']],
    ['payments:read-write', ['one-concept']],
    ['payments:read.write', ['one-concept']],
    ['Files:ReadWrite', ['lowercase-scope', 'one-concept']],
    ['read_write', ['resource-verb-scope', 'one-concept']],
    ['import-export:read', []],
    ['audit:export', []],
    ['payments:approve_refunds', []],
    ['Payments', ['lowercase-scope', 'resource-verb-scope']],
    ['__proto__', ['resource-verb-scope']],
  ])('finds in %s: %j', (scope, rules) => {
    expect(rulesFor(scope)).toEqual(rules);
  });

  test('proposes the name in lower case and says where', () => {
    const [finding] = lintCatalogue(defineCatalogue({ scopes: { 'A:Read': entry } }));
    expect(finding).toEqual({
      rule: 'lowercase-scope',
      severity: 'warning',
      place: 'scopes["A:Read"]',
      scope: 'A:Read',
      problem: '"A:Read" has capital letters.',
      fix: 'Write "a:read": scopes are compared exactly.',
    });
  });
});

describe('lintCatalogue on entries', () => {
  const catalogue = defineCatalogue({
    scopes: {
      'a:read': { title: 'A' },
      'a:admin': { ...entry, implies: ['a:secret', 'a:old'] },
      'a:secret': { ...entry, sensitivity: 'high' },
      'a:old': { ...entry, deprecated: true, replacedBy: 'a:older' },
      'a:older': { ...entry, deprecated: true },
    },
    actions: { list: { title: 'L', requires: { anyOf: ['a:read', 'a:old'] } } },
    combinations: { both: { title: 'B', scopes: ['a:older', 'a:read'] } },
  });

  test('names each rule, its severity and the place', () => {
    expect(
      lintCatalogue(catalogue).map(({ rule, severity, place }) => [rule, severity, place]),
    ).toEqual([
      ['scope-description', 'info', 'scopes["a:read"]'],
      ['sensitivity-of-implied', 'warning', 'scopes["a:admin"]'],
      ['no-deprecated-scope', 'warning', 'scopes["a:admin"].implies'],
      ['no-deprecated-scope', 'warning', 'scopes["a:old"].replacedBy'],
      ['replacement', 'info', 'scopes["a:older"]'],
      ['no-deprecated-scope', 'warning', 'actions.list.requires'],
      ['no-deprecated-scope', 'warning', 'combinations.both.scopes'],
    ]);
  });

  test('names the replacement as the fix', () => {
    const finding = lintCatalogue(catalogue).find(({ scope }) => scope === 'a:old');
    expect(finding?.fix).toBe('Name "a:older" instead.');
  });
});

describe('lintCatalogue on applications', () => {
  const catalogue = defineCatalogue({
    scopes: {
      'a:read': entry,
      'a:write': entry,
      'a:old': { ...entry, deprecated: true, replacedBy: 'a:read' },
    },
  });
  const findings = (allowed: Iterable<string>, reasons = {}) =>
    lintCatalogue(catalogue, { applications: [{ clientId: 'web', allowed, reasons }] }).map(
      ({ rule, scope, place }) => [rule, scope, place],
    );

  test('wants a reason for every scope except protocol scopes', () => {
    const reasons = { 'a:read': { reason: 'To list.' }, 'a:write': { reason: ' ' } };
    expect(findings(ScopeSet.of('openid', 'a:read', 'a:write'), reasons)).toEqual([
      ['reason-per-scope', 'a:write', 'applications.web.reasons["a:write"]'],
    ]);
  });

  test('takes a reason as a sentence', () => {
    expect(findings(['a:read'], { 'a:read': 'To list.' })).toEqual([]);
  });

  test('finds no reason in the prototype of an object', () => {
    expect(findings(['constructor'])).toEqual([
      ['unknown-scope', 'constructor', 'applications.web.allowed'],
      ['reason-per-scope', 'constructor', 'applications.web.reasons.constructor'],
    ]);
  });

  test('advises against scopes that the catalogue does not define, and names the nearest', () => {
    const reasons = { 'a:raed': 'To list.', '@users:read': 'To invite.', zzz: 'To sleep.' };
    const application = { clientId: 'web', allowed: ['openid', ...Object.keys(reasons)], reasons };
    const found = lintCatalogue(catalogue, { applications: [application] });
    expect(found.map(({ rule, severity, scope, fix }) => [rule, severity, scope, fix])).toEqual([
      ['unknown-scope', 'warning', 'a:raed', 'Did you mean "a:read"?'],
      ['unknown-scope', 'warning', '@users:read', 'Stop wanting it: it is never granted.'],
      ['unknown-scope', 'warning', 'zzz', 'Stop wanting it: it is never granted.'],
    ]);
    expect(found[1]!.problem).toContain('reserved for the platform');
  });

  test('advises against deprecated scopes', () => {
    expect(findings(['a:old'], { 'a:old': 'For now.' })).toEqual([
      ['no-deprecated-scope', 'a:old', 'applications.web.allowed'],
    ]);
  });
});
