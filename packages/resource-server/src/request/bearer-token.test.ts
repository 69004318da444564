import { describe, expect, test } from 'vitest';
import { bearerToken } from './bearer-token.js';

const statusOf = (authorization: string, url = '/'): string =>
  bearerToken({ url, headers: { authorization } }).status;

describe('finds the token', () => {
  test.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   a.b-c_d~e+f/g==', 'a.b-c_d~e+f/g=='],
  ])('in "%s" [S1.06]', (authorization, token) => {
    expect(bearerToken({ headers: { authorization } })).toEqual({ status: 'token', token });
  });

  test('in a Request of fetch', () => {
    const request = new Request('https://api.example/a?b', {
      headers: { Authorization: 'Bearer abc' },
    });
    expect(bearerToken(request)).toEqual({ status: 'token', token: 'abc' });
  });
});

describe('counts as no credentials', () => {
  test.each(['Basic dTpw', 'DPoP abc', 'Negotiate', 'Bearertoken abc', 'Digest a="b", c="d"'])(
    '%s [S1.06]',
    (authorization) => {
      expect(statusOf(authorization)).toBe('none');
    },
  );

  test('no header at all', () => {
    expect(bearerToken({ headers: {} })).toEqual({ status: 'none' });
  });

  test('a token in the query alone [S1.08]', () => {
    expect(bearerToken({ url: '/a?access_token=abc', headers: {} }).status).toBe('none');
  });
});

describe('is malformed', () => {
  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer abc def',
    'Bearer abc, Bearer def',
    'Bearer abc,def',
    'Bearer "abc"',
    'Bearer token=abc',
    'Bearer a=b',
    'Bearer äöü',
    'Bearer\tabc',
    '"Bearer" abc',
  ])('"%s"', (authorization) => {
    expect(statusOf(authorization)).toBe('malformed');
  });

  test.each(['/?access_token=def', '/a?b&access_token', '/?access%5Ftoken=x&access_token=y'])(
    'a token in the header and in %s [S1.08]',
    (url) => {
      expect(statusOf('Bearer abc', url)).toBe('malformed');
    },
  );

  test('a second Authorization header, which headers does not show [S3.12]', () => {
    const request = {
      headers: { authorization: 'Bearer abc' },
      rawHeaders: ['Host', 'h', 'Authorization', 'Bearer abc', 'authorization', 'Bearer def'],
    };
    expect(bearerToken(request).status).toBe('malformed');
  });

  test('a second Authorization header of a Request of fetch', () => {
    const headers = new Headers([
      ['Authorization', 'Bearer abc'],
      ['Authorization', 'Bearer def'],
    ]);
    expect(bearerToken({ headers }).status).toBe('malformed');
  });
});

test('never repeats what was sent', () => {
  const found = bearerToken({ headers: { authorization: 'Bearer s3cret s3cret' } });
  expect(JSON.stringify(found)).not.toContain('s3cret');
});

test('takes linear time for a hostile header', () => {
  expect(statusOf(`Bearer ${'a'.repeat(60_000)},`)).toBe('malformed');
  expect(statusOf(`${'a'.repeat(60_000)} ${' '.repeat(60_000)}x`)).toBe('none');
});
