import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Challenge } from './challenge.js';
import { formatChallenge } from './format-challenge.js';
import { isQuotable, isToken, isToken68, stripToGrammar } from './grammar.js';
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
    ['tabs', 'Bearer realm="a"\t,\tscope="b"', [['Bearer', { realm: 'a', scope: 'b' }]]],
    ['several spaces after the scheme', 'Bearer   aGk=', [['Bearer', 'aGk=']]],
    ['a token68 that follows its scheme without a space', 'Bearer/abc', []],
    ['a tab after the scheme, which is no space', 'Bearer\trealm="a"', []],
    ['a tab after the space', 'Bearer \trealm="a"', []],
    [
      'parameters of a challenge that is dropped',
      'Basic realm="x", Bearer/abc, scope="a"',
      [['Basic', { realm: 'x' }]],
    ],
    ['an empty element before the parameters', 'Bearer , realm="a"', [['Bearer', { realm: 'a' }]]],
    ['text of ISO 8859-1', 'Bearer realm="é\t"', [['Bearer', { realm: 'é\t' }]]],
    ['a token68 that looks like a name', 'Bearer realm=', [['Bearer', 'realm=']]],
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
    [
      'an escaped quote before a comma',
      String.raw`Bearer realm="a\", Basic realm=b", scope="c"`,
      [['Bearer', { realm: 'a", Basic realm=b', scope: 'c' }]],
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
    [
      'a control character in a quoted string',
      'Bearer scope="a\0", Basic realm="c"',
      [['Basic', { realm: 'c' }]],
    ],
    ['a character beyond ISO 8859-1 in a quoted string', 'Bearer realm="Ѐ"', []],
    ['two values without a comma between', 'Bearer realm="a" scope="b"', []],
    [
      'a quoted string in place of parameters',
      'Bearer "a", Basic realm="c"',
      [['Basic', { realm: 'c' }]],
    ],
    ['an escape that ends the header', 'Bearer scope="a", realm="b\\', []],
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

  test('reads several lines as one list', () => {
    const lines = ['Bearer realm="a"', 'scope="b", Basic realm="c', 'charset="d"', 'DPoP algs="e"'];
    expect(parseChallenges(lines).map(({ scheme, params }) => [scheme, { ...params }])).toEqual([
      ['Bearer', { realm: 'a', scope: 'b' }],
      ['DPoP', { algs: 'e' }],
    ]);
  });
});

describe('parseChallenges on untrusted headers', () => {
  // `npm run soak` reads a hundred thousand.
  const numRuns = Number(process.env['HEADER_RUNS'] ?? 5000);
  const timeout = 300_000;
  const words = ['Bearer', 'DPoP', 'scope', 'realm', '"a b"', '"', '\\', '\\"', ',', '=', ' '];
  const piece = fc.oneof(
    fc.constantFrom(...words, ', ', '==', '\t', '\r\n', '\0', '\u007f', 'é', 'Ѐ', '__proto__'),
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.tuple(fc.constantFrom(...words), fc.nat(500)).map(([text, times]) => text.repeat(times)),
    fc.constantFrom('Bearer scope="a b", error="insufficient_scope"', 'Negotiate aGk=', 'NTLM'),
  );
  const plain = (challenges: readonly Challenge[], change: (value: string) => string) =>
    challenges.map(({ scheme, params, token68 }) => [
      scheme,
      token68 ?? Object.entries(params).map(([name, value]) => [name, change(value)]),
    ]);
  const header = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));

  test('never throws, and answers with nothing that breaks the grammar', { timeout }, () => {
    fc.assert(
      fc.property(header, (text) => {
        for (const { scheme, params, token68 } of parseChallenges(text)) {
          expect(isToken(scheme)).toBe(true);
          expect(token68 === undefined || isToken68(token68)).toBe(true);
          for (const [name, value] of Object.entries(params)) {
            expect(isToken(name) && name === name.toLowerCase()).toBe(true);
            expect(isQuotable(value)).toBe(true);
          }
        }
      }),
      { numRuns },
    );
  });

  test('formatting what was read and reading it again changes nothing', { timeout }, () => {
    fc.assert(
      fc.property(header, (text) => {
        const challenges = parseChallenges(text).filter(
          ({ params, token68 }) => Object.keys(params).length > 0 || token68 !== undefined,
        );
        const again = parseChallenges(challenges.map(formatChallenge));
        expect(plain(again, (value) => value)).toEqual(plain(challenges, stripToGrammar));
      }),
      { numRuns: Math.min(numRuns, 20_000) },
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

  test('writes token68, alone', () => {
    expect(formatChallenge({ scheme: 'Negotiate', token68: 'aGk=' })).toBe('Negotiate aGk=');
    expect(() => formatChallenge({ scheme: 'Negotiate', token68: 'a k' })).toThrow(/malformed/);
    expect(() => formatChallenge({ scheme: 'X', token68: 'a', params: { b: 'c' } })).toThrow(
      /never both/,
    );
  });

  test('refuses a name that is given twice in different case', () => {
    expect(() => formatChallenge({ scheme: 'X', params: { a: '1', A: '2' } })).toThrow(/twice/);
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

test.each([5, {}, new Headers({ 'www-authenticate': 'Bearer' }), Symbol('x'), [5, null]])(
  'parseChallenges reads nothing, and never throws, where there is no text: %o',
  (header) => {
    expect(parseChallenges(header as never)).toEqual([]);
  },
);
