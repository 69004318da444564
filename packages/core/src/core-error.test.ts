import { expect, test } from 'vitest';
import {
  alternativesOf,
  anyOf,
  CoreError,
  defineCatalogue,
  formatChallenge,
  protectedResourceMetadataUrl,
  resolveGrant,
  ScopeSet,
} from './index.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'T' } } });
const wrong = (value: string) => value as never;

test.each<[string, () => unknown, string, string]>([
  ['a scope', () => ScopeSet.of('a', 'b"'), 'INVALID_SCOPE', 'scopes[1], position 1'],
  ['a scope that is no string', () => ScopeSet.of(7 as never), 'INVALID_SCOPE', 'scopes[0]'],
  ['a scope parameter', () => ScopeSet.parse('a  b'), 'INVALID_SCOPE', 'position 2'],
  ['a parameter that is no string', () => ScopeSet.parse(7 as never), 'INVALID_SCOPE', 'text'],
  ['an empty requirement', () => anyOf(), 'INVALID_REQUIREMENT', 'anyOf'],
  ['a requirement', () => alternativesOf({} as never), 'INVALID_REQUIREMENT', 'requirement'],
  ['a catalogue', () => defineCatalogue({} as never), 'INVALID_CATALOGUE', 'scopes'],
  ['an action', () => catalogue.requirementOf(wrong('x')), 'UNKNOWN_ACTION', 'action'],
  [
    'a name',
    () => catalogue.evaluate(wrong('files:raed'), ScopeSet.empty),
    'UNKNOWN_SCOPE',
    'requirement',
  ],
  [
    'a name inside a requirement',
    () => catalogue.evaluate(anyOf('files:read', wrong('files:raed')), ScopeSet.empty),
    'UNKNOWN_SCOPE',
    'requirement.anyOf[1]',
  ],
  [
    'a term of a grant',
    () => resolveGrant({ catalogue, requested: ScopeSet.empty, allowed: undefined as never }),
    'INVALID_ARGUMENT',
    'allowed',
  ],
  [
    'a challenge',
    () => formatChallenge({ scheme: 'a b', params: {} }),
    'INVALID_ARGUMENT',
    'scheme',
  ],
  ['a resource', () => protectedResourceMetadataUrl('/a'), 'INVALID_ARGUMENT', 'resource'],
])(
  'the error about %s names code, place, rule and fix, and its message is made of them',
  (_, run, code, place) => {
    let error: unknown;
    try {
      run();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toBeInstanceOf(CoreError);
    const { problem, rule, fix, message, problems, name } = error as CoreError;
    expect(error).toMatchObject({ code, place });
    expect(name).toBe('CoreError');
    expect(message).toBe(`${problem} ${fix} ${rule}`);
    for (const sentence of [problem, rule, fix]) expect(sentence).toMatch(/^\S.*[.?]$/);
    expect(problems[0]).toMatchObject({ code, place, problem, rule, fix });
  },
);
