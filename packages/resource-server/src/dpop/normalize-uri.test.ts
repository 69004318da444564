import { describe, expect, test } from 'vitest';
import { normalizeUri } from './normalize-uri.js';

describe('[S1.16] normalizes by RFC 3986 §6.2.2 and §6.2.3', () => {
  test.each([
    ['https://api.example/files', 'https://api.example/files'],
    ['HTTPS://API.Example/Files', 'https://api.example/Files'],
    ['https://api.example:443/a', 'https://api.example/a'],
    ['http://api.example:80/a', 'http://api.example/a'],
    ['https://api.example:8443/a', 'https://api.example:8443/a'],
    ['https://api.example', 'https://api.example/'],
    ['https://api.example?a=b', 'https://api.example/'],
    ['https://api.example/a?b=c#d', 'https://api.example/a'],
    ['https://api.example/a#d?b', 'https://api.example/a'],
    ['https://api.example/%7euser/%41%2d%5f', 'https://api.example/~user/A-_'],
    ['https://api.example/a%2fb%c3%a9', 'https://api.example/a%2Fb%C3%A9'],
    ['https://api.example/a/./b/../c', 'https://api.example/a/c'],
    ['https://api.example/a/%2e%2E/c', 'https://api.example/c'],
    ['https://api.example//a//', 'https://api.example//a//'],
    ['https://api.example/a%zz', 'https://api.example/a%zz'],
    ['https://[::1]:4401/a', 'https://[::1]:4401/a'],
  ])('%s', (uri, expected) => {
    expect(normalizeUri(uri)).toBe(expected);
  });

  test('what is normal already stays as it is', () => {
    const normal = normalizeUri('https://API.example:443/%7e/../a%2f%2b')!;
    expect(normalizeUri(normal)).toBe(normal);
  });
});

describe('has no normal form for', () => {
  test.each([
    '',
    '/files',
    '//api.example/files',
    'api.example/files',
    'ftp://api.example/files',
    'javascript:alert(1)',
    'https:/api.example/files',
    'https:api.example',
    'https:\\\\api.example\\files',
    'https://api.example\\files',
    'https://api.example/a b',
    'https://api.example/a\tb',
    ' https://api.example/a',
    'https://api.example/\n',
    'https://api.example/é',
    'https://user@api.example/a',
    'https://api.example@evil.example:x/a',
    'https://:secret@api.example/a',
    'https://api.example:99999/a',
  ])('%j', (uri) => {
    expect(normalizeUri(uri)).toBeUndefined();
  });
});
