import { expect, test } from 'vitest';
import { resourceOf } from './resource-url.js';

test.each([
  ['https://api.example', 'https://api.example/', true],
  ['https://api.example', 'https://api.example/files?x=1', true],
  ['https://api.example/', 'https://api.example/files', true],
  ['https://api.example/v1', 'https://api.example/v1', true],
  ['https://api.example/v1', 'https://api.example/v1/', true],
  ['https://api.example/v1', 'https://api.example/v1/files', true],
  ['https://api.example/v1/', 'https://api.example/v1/files', true],
  ['https://api.example/v1', 'https://api.example/v1files', false],
  ['https://api.example/v1', 'https://api.example/v10/files', false],
  ['https://api.example/v1', 'https://api.example/', false],
  ['https://api.example/v1', 'https://api.example/v1/../other', false],
  ['https://api.example/v1', 'https://api.example/v1/%2e%2e/other', false],
  ['https://api.example', 'http://api.example/files', false],
  ['https://api.example', 'https://api.example:8443/files', false],
  ['https://api.example', 'https://api.example.evil.test/files', false],
  ['https://api.example', 'https://evil.test/https://api.example/files', false],
  ['https://api.example', 'https://api.example@evil.test/files', false],
  ['https://api.example', 'https://user:pass@api.example/files', false],
])('resource %s, call to %s: %s', (resource, url, expected) => {
  expect(resourceOf(new URL(url), [{ resource }])).toEqual(expected ? { resource } : undefined);
});

test.each([
  ['https://api.example/files', 'https://api.example'],
  ['https://api.example/v1/files', 'https://api.example/v1'],
  ['https://api.example/v10/files', 'https://api.example'],
  ['https://api.example/v1/admin', 'https://api.example/v1/admin/'],
  ['https://api.example/v1/admin/x', 'https://api.example/v1/admin/'],
  ['https://api.example/v1/administrators', 'https://api.example/v1'],
  ['https://other.example/v1', 'https://other.example'],
  ['https://third.example/v1', undefined],
])('of several that cover %s, %s with the longest path', (url, expected) => {
  const resources = [
    'https://api.example',
    'https://api.example/v1',
    'https://api.example/v1/admin/',
    'https://other.example',
  ].map((resource) => ({ resource }));
  expect(resourceOf(new URL(url), resources)?.resource).toBe(expected);
});
