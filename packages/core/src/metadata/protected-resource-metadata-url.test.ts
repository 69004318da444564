import { expect, test } from 'vitest';
import { CoreError, protectedResourceMetadataUrl } from '../index.js';

test.each([
  ['https://h', 'https://h/.well-known/oauth-protected-resource'],
  ['https://h/', 'https://h/.well-known/oauth-protected-resource'],
  ['https://h/a', 'https://h/.well-known/oauth-protected-resource/a'],
  ['https://h/a/', 'https://h/.well-known/oauth-protected-resource/a/'],
  ['https://h/a?b', 'https://h/.well-known/oauth-protected-resource/a?b'],
  ['https://h?b', 'https://h/.well-known/oauth-protected-resource?b'],
  ['http://localhost:4401', 'http://localhost:4401/.well-known/oauth-protected-resource'],
])('derives the metadata URL of %s [S1.12]', (resource, url) => {
  expect(protectedResourceMetadataUrl(resource)).toBe(url);
});

test.each(['', 'api', '/a', 'urn:example:api', 'https://', 'https://h/a#b', 'https://h/a b'])(
  'refuses "%s" as a resource identifier',
  (resource) => {
    expect(() => protectedResourceMetadataUrl(resource)).toThrow(CoreError);
  },
);
