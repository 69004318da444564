import { describe, expect, test } from 'vitest';
import { InvalidOptionError } from '../resource-server-error.js';
import { targetUris } from './target-uri.js';

const headers = {
  host: 'evil.example',
  'x-forwarded-host': 'evil.example',
  forwarded: 'host=evil',
};

describe('[S1.16] the URI of a request is found from the configuration', () => {
  test.each<[string, string, string | undefined, string, string]>([
    ['', 'https://api.example', undefined, '/files', 'https://api.example/files'],
    [
      'with its query left out',
      'https://api.example',
      undefined,
      '/a?b#c',
      'https://api.example/a',
    ],
    ['in normal form', 'https://API.example:443/', undefined, '/%7ea', 'https://api.example/~a'],
    [
      'by a path below resource',
      'https://a.example/v1',
      undefined,
      '/v1/b',
      'https://a.example/v1/b',
    ],
    ['by the path of resource', 'https://a.example/v1', undefined, '/v1', 'https://a.example/v1'],
    [
      'where a proxy cuts it off',
      'https://a.example/v1',
      undefined,
      '/b',
      'https://a.example/v1/b',
    ],
    [
      'where it is like resource',
      'https://a.example/v1',
      undefined,
      '/v1b',
      'https://a.example/v1/v1b',
    ],
    ['in other escapes', 'https://a.example/v%31', undefined, '/v1/b', 'https://a.example/v1/b'],
    [
      'by publicUrl',
      'https://a.example/v1',
      'https://b.example/x/',
      '/v1',
      'https://b.example/x/v1',
    ],
    ['by its origin', 'https://a.example/v1', 'https://a.example', '/b', 'https://a.example/b'],
    [
      'in absolute form',
      'https://api.example',
      undefined,
      'http://evil/a',
      'https://api.example/a',
    ],
    [
      'in absolute form, bare',
      'https://api.example',
      undefined,
      'http://evil',
      'https://api.example/',
    ],
    ['with slashes', 'https://api.example', undefined, '//evil/a', 'https://api.example//evil/a'],
  ])('%s: %s %s %s', (_, resource, publicUrl, url, expected) => {
    expect(targetUris(publicUrl, resource)({ url, headers })).toBe(expected);
  });

  test('in Express, from the URL before it was mounted', () => {
    const request = { originalUrl: '/v1/files', url: '/files', headers };
    expect(targetUris(undefined, 'https://api.example')(request)).toBe(
      'https://api.example/v1/files',
    );
  });

  test('of a Request of fetch, whatever host it was made with', () => {
    const request = new Request('http://evil.example/files?a');
    expect(targetUris(undefined, 'https://api.example')(request)).toBe('https://api.example/files');
  });

  test.each([
    '/a/../b',
    '/..',
    '/.',
    '/a/%2E%2e/b',
    '*',
    'a',
    '',
    '/a\\b',
    '/a b',
    '/é',
    undefined,
  ])('there is none for %j', (url) => {
    expect(targetUris(undefined, 'https://api.example')({ url, headers })).toBeUndefined();
  });
});

test.each([
  ['http://api.example', 'dpop.publicUrl is http://api.example: use https:'],
  ['/v1', 'dpop.publicUrl is not an absolute URL'],
  ['https://api.example?a', 'dpop.publicUrl has a query'],
  ['https://api.example#a', 'dpop.publicUrl has a fragment'],
])('refuses %s as public URL', (publicUrl, message) => {
  const create = (): unknown => targetUris(publicUrl, 'https://api.example');
  expect(create).toThrow(InvalidOptionError);
  expect(create).toThrow(message);
});
