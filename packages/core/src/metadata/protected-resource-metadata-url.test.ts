import { expect, test } from 'vitest';
import { CoreError, protectedResourceMetadataUrl } from '../index.js';

test.each([
  ['https://h', 'https://h/.well-known/oauth-protected-resource'],
  ['https://h/', 'https://h/.well-known/oauth-protected-resource'],
  ['https://h/a', 'https://h/.well-known/oauth-protected-resource/a'],
  ['https://h/a/', 'https://h/.well-known/oauth-protected-resource/a/'],
  ['https://h/a?b', 'https://h/.well-known/oauth-protected-resource/a?b'],
  ['https://h?b', 'https://h/.well-known/oauth-protected-resource?b'],
  ['https://h/a/.b/..c', 'https://h/.well-known/oauth-protected-resource/a/.b/..c'],
  ['https://h:8443/a@b:c', 'https://h:8443/.well-known/oauth-protected-resource/a@b:c'],
  ['https://[::1]:1/%C3%A9', 'https://[::1]:1/.well-known/oauth-protected-resource/%C3%A9'],
  ['HTTPS://H', 'HTTPS://H/.well-known/oauth-protected-resource'],
  ['http://localhost:4401', 'http://localhost:4401/.well-known/oauth-protected-resource'],
])('derives the metadata URL of %s [S1.12]', (resource, url) => {
  expect(protectedResourceMetadataUrl(resource)).toBe(url);
});

test.each([
  '',
  'api',
  '/a',
  'urn:example:api',
  'ftp://h',
  'https://',
  'https:///a',
  'https://h/a#b',
  'https://h/a b',
  'https://h/a"b',
  'https://h\\@evil',
  'https://h/é',
  'https://h\n',
  'https://user@h',
  'https://user:secret@h/a',
  'https://@h',
  'https://h/..',
  'https://h/a/../../b',
  'https://h/a/%2e%2E/b',
  'https://h/./a',
  null,
  undefined,
  7,
  ['https://h'],
])('refuses %j as a resource identifier', (resource) => {
  const refuse = () => protectedResourceMetadataUrl(resource as string);
  expect(refuse).toThrow(CoreError);
  expect(refuse).not.toThrow(/secret/);
});
