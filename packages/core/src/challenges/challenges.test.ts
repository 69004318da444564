import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatChallenge } from './format-challenge.js';
import { isToken, stripToGrammar } from './grammar.js';
import { parseChallenges } from './parse-challenges.js';

const parsed = (header: string) =>
  parseChallenges(header).map(({ scheme, params, token68 }) => [
    scheme,
    token68 ?? Object.fromEntries(Object.entries(params)),
  ]);

describe('[S1.09] parseChallenges', () => {
  test.each<[string, string, unknown[]]>([
    ['one challenge', 'Bearer realm="a", scope="b c"', [['Bearer', { realm: 'a', scope: 'b c' }]]],
    ['a token value', 'Bearer max_age=60', [['Bearer', { max_age: '60' }]]],
    ['an empty quoted value', 'Bearer realm=""', [['Bearer', { realm: '' }]]],
    ['names without regard to case', 'Bearer ReAlM="a"', [['Bearer', { realm: 'a' }]]],
    ['white space around =', 'Bearer realm = "a"', [['Bearer', { realm: 'a' }]]],
    ['tabs', 'Bearer\trealm="a"\t,\tscope="b"', [['Bearer', { realm: 'a', scope: 'b' }]]],
    ['a bare scheme', 'Negotiate', [['Negotiate', {}]]],
    [
      'two bare schemes',
      'Negotiate, NTLM',
      [
        ['Negotiate', {}],
        ['NTLM', {}],
      ],
    ],
    [
      'token68',
      'Negotiate aGk=, Bearer realm="a"',
      [
        ['Negotiate', 'aGk='],
        ['Bearer', { realm: 'a' }],
      ],
    ],
    [
      'several challenges',
      'Basic realm="x", Bearer scope="a", DPoP algs="ES256"',
      [
        ['Basic', { realm: 'x' }],
        ['Bearer', { scope: 'a' }],
        ['DPoP', { algs: 'ES256' }],
      ],
    ],
    [
      'empty elements',
      ', ,Bearer realm="a",, scope="b",',
      [['Bearer', { realm: 'a', scope: 'b' }]],
    ],
    ['escapes', String.raw`Bearer realm="a\"b\\c"`, [['Bearer', { realm: 'a"b\\c' }]]],
    [
      'quoted commas',
      'Bearer realm="a, Basic realm=b", scope="c"',
      [['Bearer', { realm: 'a, Basic realm=b', scope: 'c' }]],
    ],
    ['an empty header', '', []],
    ['commas only', ',,,', []],
    ['parameters without a scheme', 'realm="a", Bearer scope="b"', [['Bearer', { scope: 'b' }]]],
    [
      '[S1.10] a challenge inside a quoted string',
      String.raw`X t="a, Bearer scope=\"evil\"", Bearer scope="ok"`,
      [
        ['X', { t: 'a, Bearer scope="evil"' }],
        ['Bearer', { scope: 'ok' }],
      ],
    ],
  ])('reads %s', (_, header, expected) => {
    expect(parsed(header)).toEqual(expected);
  });

  test.each<[string, string, unknown[]]>([
    ['a repeated name', 'Bearer scope="a", scope="b"', []],
    [
      'a repeated name in another case',
      'Bearer scope="a", SCOPE="b", Basic realm="c"',
      [['Basic', { realm: 'c' }]],
    ],
    [
      'a value that is missing',
      'Bearer realm="a", scope=, Basic realm="c"',
      [['Basic', { realm: 'c' }]],
    ],
    ['text after a value', 'Bearer scope="a"b, Basic realm="c"', [['Basic', { realm: 'c' }]]],
    [
      '[S1.10] a quoted string without an end',
      'Basic realm="c", Bearer scope="a',
      [['Basic', { realm: 'c' }]],
    ],
    ['a parameter after token68', 'Bearer abc==, scope="a"', []],
    [
      'characters outside the grammar',
      'Bearer sco(pe="a", Basic realm="c"',
      [['Basic', { realm: 'c' }]],
    ],
  ])('drops a challenge with %s', (_, header, expected) => {
    expect(parsed(header)).toEqual(expected);
  });

  test('reads several header lines and ignores what is not a string', () => {
    const lines = ['Bearer scope="a"', 'Basic realm="b"'];
    expect(parseChallenges(lines).map(({ scheme }) => scheme)).toEqual(['Bearer', 'Basic']);
    expect(parseChallenges(null)).toEqual([]);
    expect(parseChallenges([3 as unknown as string])).toEqual([]);
  });

  test('keeps prototype names as ordinary parameters', () => {
    const [challenge] = parseChallenges('Bearer __proto__="x", constructor="y"');
    expect(Object.keys(challenge!.params)).toEqual(['__proto__', 'constructor']);
  });

  test('never throws', () => {
    const piece = fc.constantFrom(
      'Bearer',
      ' ',
      ',',
      '=',
      '"',
      '\\',
      'a',
      'scope',
      '"b"',
      '\t',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        for (const { scheme } of parseChallenges(pieces.join('')))
          expect(isToken(scheme)).toBe(true);
      }),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(parseChallenges(text))),
    );
  });
});

describe('formatChallenge', () => {
  test('[S1.07][S3.11] strips what could end a string or a line', () => {
    const header = formatChallenge({
      scheme: 'Bearer',
      params: { realm: 'a", error="x', scope: 'b\r\nSet-Cookie: c=d', title: 'Ѐé\\' },
    });
    expect(header).toBe('Bearer realm="a, error=x", scope="bSet-Cookie: c=d", title=""');
  });

  test('leaves out undefined parameters', () => {
    expect(formatChallenge({ scheme: 'Bearer', params: { realm: 'a', scope: undefined } })).toBe(
      'Bearer realm="a"',
    );
  });

  test('refuses a challenge without parameters, and names that are no tokens', () => {
    expect(() => formatChallenge({ scheme: 'Bearer', params: {} })).toThrow(/at least one/);
    expect(() => formatChallenge({ scheme: 'Be arer', params: { a: 'b' } })).toThrow(/not a token/);
    expect(() => formatChallenge({ scheme: 'Bearer', params: { 'a=': 'b' } })).toThrow(
      /not a token/,
    );
  });

  test('is read back by parseChallenges', () => {
    const token = fc.string({ minLength: 1, maxLength: 8 }).filter(isToken);
    const params = fc.dictionary(
      token.map((name) => name.toLowerCase()),
      fc.string(),
      {
        minKeys: 1,
        maxKeys: 5,
        noNullPrototype: false,
      },
    );
    fc.assert(
      fc.property(token, params, (scheme, given) => {
        const [challenge, ...others] = parseChallenges(formatChallenge({ scheme, params: given }));
        expect(others).toEqual([]);
        expect(challenge!.scheme).toBe(scheme);
        expect(Object.entries(challenge!.params)).toEqual(
          Object.entries(given).map(([name, value]) => [name, stripToGrammar(value)]),
        );
      }),
    );
  });
});
