import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ScopeSet } from '../scopes/scope-set.js';
import { formatChallenge } from './format-challenge.js';
import { parseChallenges } from './parse-challenges.js';
import { readTokenChallenge } from './read-token-challenge.js';

const read = (header: string) => parseChallenges(header).map(readTokenChallenge);

describe('readTokenChallenge', () => {
  test('reads every parameter', () => {
    const header =
      'bearer realm="files", error="insufficient_user_authentication", error_description="Sign in again.", error_uri="https://api.example/e", scope="b a", resource_metadata="https://api.example/m", acr_values="urn:high urn:low", max_age=60';
    expect(read(header)).toEqual([
      {
        scheme: 'Bearer',
        realm: 'files',
        error: 'insufficient_user_authentication',
        errorDescription: 'Sign in again.',
        errorUri: 'https://api.example/e',
        scope: ScopeSet.of('b', 'a'),
        resourceMetadata: 'https://api.example/m',
        acrValues: ['urn:high', 'urn:low'],
        maxAgeSeconds: 60,
        malformed: [],
      },
    ]);
  });

  test('reads the challenges of RFC 9449 §7', () => {
    expect(read('Bearer, DPoP algs="ES256 PS256", Basic realm="x"')).toEqual([
      { scheme: 'Bearer', malformed: [] },
      { scheme: 'DPoP', algs: ['ES256', 'PS256'], malformed: [] },
      undefined,
    ]);
  });

  test.each([
    ['scope', 'a  b'],
    ['scope', ''],
    ['scope', ' a'],
    ['scope', 'é'],
    ['max_age', '-1'],
    ['max_age', '1.5'],
    ['max_age', '1e3'],
    ['max_age', ' 1'],
    ['max_age', ''],
    ['max_age', '9'.repeat(20)],
    ['acr_values', ''],
    ['acr_values', 'a  b'],
    ['acr_values', 'a\tb'],
    ['algs', ' ES256'],
    ['error', ''],
    ['error', 'é'],
    ['error_description', 'a\tb'],
    ['error_uri', 'a b'],
    ['resource_metadata', ''],
  ])('leaves out a malformed %s, and says so: %j', (name, value) => {
    expect(read(`Bearer realm="r", ${name}="${value}"`)).toEqual([
      { scheme: 'Bearer', realm: 'r', malformed: [name] },
    ]);
  });

  test.each(['0', '60', '"0"', '"60"', '"007"'])('reads max_age=%s', (value) => {
    expect(read(`Bearer max_age=${value}`)[0]?.maxAgeSeconds).toBe(
      Number(value.replaceAll('"', '')),
    );
  });

  test('reads back what was formatted', () => {
    const word = fc.stringMatching(/^[!#-[\]-~]{1,8}$/);
    const words = fc.uniqueArray(word, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(words, words, words, fc.nat(), (scopes, acrValues, algs, maxAgeSeconds) => {
        const scope = ScopeSet.of(...scopes);
        const params = {
          scope: scope.toString(),
          acr_values: acrValues.join(' '),
          max_age: String(maxAgeSeconds),
          algs: algs.join(' '),
        };
        const [challenge] = read(formatChallenge({ scheme: 'DPoP', params }));
        expect(challenge?.scope?.equals(scope)).toBe(true);
        expect(challenge).toMatchObject({ acrValues, maxAgeSeconds, algs, malformed: [] });
      }),
    );
  });

  test('never throws, whatever the values are', () => {
    const names = ['realm', 'error', 'scope', 'max_age', 'acr_values', 'algs', '__proto__'];
    const params = fc.dictionary(
      fc.constantFrom(...names),
      fc.string({ unit: 'binary', maxLength: 9 }),
    );
    fc.assert(
      fc.property(params, (given) => {
        const challenge = readTokenChallenge({ scheme: 'dpop', params: given });
        expect(challenge?.malformed.every((name) => name in given)).toBe(true);
      }),
    );
  });
});

test.each([undefined, null, 5, 'Bearer', {}, { scheme: 5 }])(
  'reads nothing, and never throws, where there is no challenge: %j',
  (challenge) => {
    expect(readTokenChallenge(challenge as never)).toBeUndefined();
  },
);

test.each([
  [{ scheme: 'Bearer' }, []],
  [{ scheme: 'Bearer', params: null }, []],
  [{ scheme: 'Bearer', params: { scope: 5 } }, ['scope']],
])('takes parameters of %j for absent or malformed', (challenge, malformed) => {
  expect(readTokenChallenge(challenge as never)).toEqual({ scheme: 'Bearer', malformed });
});
