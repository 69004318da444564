import { describe, expect, test } from 'vitest';
import { readCredentials } from './read-credentials.js';

const statusOf = (authorization: string, url = '/'): string =>
  readCredentials({ url, headers: { authorization } }, ['Bearer']).status;

describe('finds the token', () => {
  test.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   a.b-c_d~e+f/g==', 'a.b-c_d~e+f/g=='],
  ])('in "%s" [S1.06]', (authorization, token) => {
    expect(readCredentials({ headers: { authorization } }, ['Bearer'])).toEqual({
      status: 'token',
      scheme: 'Bearer',
      token,
    });
  });

  test('in a Request of fetch', () => {
    const request = new Request('https://api.example/a?b', {
      headers: { Authorization: 'Bearer abc' },
    });
    expect(readCredentials(request, ['Bearer'])).toEqual({
      status: 'token',
      scheme: 'Bearer',
      token: 'abc',
    });
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
    expect(readCredentials({ headers: {} }, ['Bearer'])).toEqual({ status: 'none' });
  });

  test('a token in the query alone [S1.08]', () => {
    expect(readCredentials({ url: '/a?access_token=abc', headers: {} }, ['Bearer']).status).toBe(
      'none',
    );
  });
});

describe('is malformed', () => {
  test.each(['', 'Bearer\tabc', '"Bearer" abc'])('"%s"', (authorization) => {
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
    expect(readCredentials(request, ['Bearer']).status).toBe('malformed');
  });
});

test('is malformed with two headers that fetch has joined, whichever comes first', () => {
  const headers = new Headers([
    ['Authorization', 'Basic dTpw'],
    ['Authorization', 'Bearer abc'],
  ]);
  expect(readCredentials({ headers }, ['Bearer'])).toEqual({
    status: 'malformed',
    detail: 'Send one Authorization header.',
    schemes: ['Bearer'],
  });
  expect(readCredentials({ headers }, ['DPoP']).status).toBe('none');
});

test('never repeats what was sent', () => {
  const headers = { authorization: 'Bearer s3cret' };
  const found = readCredentials({ url: '/?access_token=s3cret', headers }, ['Bearer']);
  expect(found.status).toBe('malformed');
  expect(JSON.stringify(found)).not.toContain('s3cret');
});

test('takes linear time for a hostile header', () => {
  expect(statusOf(`${'a'.repeat(60_000)} ${' '.repeat(60_000)}x`)).toBe('none');
});
