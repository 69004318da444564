import { base64url } from 'jose';
import { describe, expect, test } from 'vitest';
import { parseToken } from './parse-token.js';

const encode = (value: unknown): string => base64url.encode(JSON.stringify(value));
const header = encode({ alg: 'RS256', typ: 'at+jwt' });
const claims = encode({ sub: 'u' });
const bytes = (...values: number[]): string => base64url.encode(new Uint8Array(values));

test('reads header and claims of a well-formed token', () => {
  expect(parseToken(`${header}.${claims}.AAAA`)).toEqual({
    header: { alg: 'RS256', typ: 'at+jwt' },
    claims: { sub: 'u' },
  });
});

test('reads claims in UTF-8, and each header as it is, whichever came before', () => {
  const other = encode({ alg: 'ES256', typ: 'at+jwt' });
  const named = encode({ sub: 'Zoë' });
  const unencoded = encode({ alg: 'RS256', b64: false });
  const read = [header, header, other, unencoded, unencoded, header].map(
    (part) => parseToken(`${part}.${named}.AAAA`)?.header['alg'],
  );
  expect(read).toEqual(['RS256', 'RS256', 'ES256', undefined, undefined, 'RS256']);
  expect(parseToken(`${header}.${named}.AAAA`)?.claims).toEqual({ sub: 'Zoë' });
});

describe('refuses', () => {
  test.each([
    ['nothing', ''],
    ['an opaque token', 'af0ifjsldkj'],
    ['two parts', `${header}.${claims}`],
    ['an empty signature', `${header}.${claims}.`],
    ['five parts, as of JWE', `${header}.${claims}.AAAA.AAAA.AAAA`],
    ['a trailing newline [S3.05]', `${header}.${claims}.AAAA\n`],
    ['a leading space', ` ${header}.${claims}.AAAA`],
    ['padding', `${header}.${claims}.AA==`],
    ['the alphabet of base64 [S3.05]', `${header}.${claims}.A+/A`],
    ['spare bits in the signature [S3.05]', `${header}.${claims}.AB`],
    ['a signature of an impossible length', `${header}.${claims}.A`],
    ['spare bits in the claims', `${header}.${claims.slice(0, -1)}B.AAAA`],
    ['a header that is no JSON', `${bytes(1, 2, 3)}.${claims}.AAAA`],
    ['claims that are an array', `${header}.${encode([])}.AAAA`],
    ['claims that are null', `${header}.${encode(null)}.AAAA`],
    ['claims that are a string', `${header}.${encode('sub')}.AAAA`],
    ['claims in invalid UTF-8 [S3.06]', `${header}.${bytes(0x22, 0xff, 0x22)}.AAAA`],
    ['a byte order mark', `${header}.${bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d)}.AAAA`],
    ['a claim twice [S3.05]', `${header}.${base64url.encode('{"a":1,"a":2}')}.AAAA`],
    ['a header twice [S3.05]', `${base64url.encode('{"alg":"x","alg":"y"}')}.${claims}.AAAA`],
    ['b64 with crit [S3.04]', `${encode({ alg: 'x', b64: true, crit: ['b64'] })}.${claims}.AAAA`],
    ['b64 without crit [S3.04]', `${encode({ alg: 'x', b64: false })}.${claims}.AAAA`],
    ['more than 8 KiB [S3.07]', `${header}.${claims}.${'A'.repeat(8192)}`],
  ])('%s', (_, token) => {
    expect(parseToken(token)).toBeUndefined();
  });
});

test('takes a token of exactly 8 KiB', () => {
  const signature = 'A'.repeat(8192 - header.length - claims.length - 2);
  expect(signature.length % 4).not.toBe(1);
  expect(parseToken(`${header}.${claims}.${signature}`)).toBeDefined();
});
