import { describe, expect, test } from 'vitest';
import * as core from './index.js';

const title = 'T';
const catalogue = core.defineCatalogue({
  scopes: { read: { title }, write: { title, implies: ['read'] } },
  actions: { edit: { title, requires: 'write' } },
});
const held = core.ScopeSet.of('read');

/** What callers without a compiler may pass where something else is wanted. */
const hostile: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  Number.NaN,
  -1,
  10n,
  '',
  'read',
  'a "b',
  '__proto__',
  Symbol('s'),
  () => 'read',
  [],
  [null],
  ['read', 'write'],
  [Symbol('s')],
  [['read']],
  {},
  Object.create(null),
  { size: 1 },
  { scopes: null },
  { scopes: { read: null } },
  { catalogue: null },
  { catalogue, requested: held, roles: [null] },
  { catalogue, requested: held, roles: [{ title, capabilities: [{ title, scopes: 'read' }] }] },
  { code: 'INVALID_TOKEN' },
  { scheme: 'Bearer', params: null },
  { scheme: 'Bearer', params: { max_age: 60 } },
  { scheme: Symbol('s'), params: { realm: 'a' } },
  { applications: 5 },
  { applications: [null] },
  { applications: [{ clientId: 'web', allowed: 'read' }] },
  { title, translations: null },
  { title, translations: { de: null } },
  Object.freeze({ allOf: Object.freeze([null]) }),
  { anyOf: ['read', { anyOf: [Symbol('s')] }] },
  new Date(0),
  new Map([['read', 1]]),
  new Set(['read']),
  new Set([5]),
  held,
  catalogue,
];

type Act = (...values: never[]) => unknown;

/** Runs `act` with each list of up to `places` hostile values; answers with the untyped errors. */
function untypedErrors(act: Act, places: number): string[] {
  const found = new Set<string>();
  let lists: readonly (readonly unknown[])[] = [[]];
  for (let place = 0; place < places; place++) {
    lists = [[], ...lists.flatMap((list) => hostile.map((value) => list.concat([value])))];
  }
  for (const list of lists) {
    try {
      act(...(list as never[]));
    } catch (error) {
      const { code, place, rule, fix } = error as core.CoreError;
      const typed = [code, place, rule, fix].every(
        (part) => typeof part === 'string' && part !== '',
      );
      if (!(error instanceof core.CoreError && typed)) found.add(String(error));
    }
  }
  return [...found];
}

const functions = Object.entries<unknown>({ ...core }).filter(
  (entry): entry is [string, Act] => typeof entry[1] === 'function' && !/^[A-Z]/.test(entry[0]),
);

describe('every error of a public function has code, place, rule and fix, whatever it is given', () => {
  test.each(functions)('%s', (_, act) => {
    expect(untypedErrors(act, 2)).toEqual([]);
  });

  test.each(methodsOf(catalogue))('catalogue.%s', (_, act) => {
    expect(untypedErrors(act, 2)).toEqual([]);
  });

  test.each([...methodsOf(held), ...methodsOf(core.ScopeSet)])('ScopeSet %s', (_, act) => {
    expect(untypedErrors(act, 2)).toEqual([]);
  });

  const withCatalogue: Record<string, Act> = {
    explain: (requirement, granted) => core.explain(requirement, granted, { catalogue }),
    suggestScopes: (actions) => core.suggestScopes(actions, { catalogue }),
    unusedScopes: (granted, actions) => core.unusedScopes(granted, actions, { catalogue }),
    lintCatalogue: (options) => core.lintCatalogue(catalogue, options),
    diffCatalogues: (other) => core.diffCatalogues(catalogue, other),
    resolveGrant: (requested, allowed) => core.resolveGrant({ catalogue, requested, allowed }),
    explainGrant: (requested, roles) => core.explainGrant({ catalogue, requested, roles }),
    toWireScopes: (scopes, resource) => core.toWireScopes(scopes, core.entraId, resource),
    fromWireScopes: (scopes, resource) => core.fromWireScopes(scopes, core.entraId, resource),
    scopesOfClaims: (claims, resource) => core.scopesOfClaims(claims, core.entraId, resource),
    buildActionMetadata: (scopes, resource) =>
      core.buildActionMetadata({ catalogue, scopes, resource }),
    localize: (languages) => core.localize(catalogue.scopes.get('read')!, languages),
  };
  test.each(Object.entries(withCatalogue))('%s with a catalogue', (_, act) => {
    expect(untypedErrors(act, 2)).toEqual([]);
  });
});

/** The methods of an object's class, or the static ones of a class. */
function methodsOf(object: object): [string, Act][] {
  const owner = typeof object === 'function' ? object : (Object.getPrototypeOf(object) as object);
  return Object.entries(Object.getOwnPropertyDescriptors(owner)).flatMap(
    ([name, { value }]: [string, { value?: unknown }]): [string, Act][] =>
      typeof value === 'function' && name !== 'constructor'
        ? [[name, (...values) => Reflect.apply(value, object, values) as unknown]]
        : [],
  );
}
