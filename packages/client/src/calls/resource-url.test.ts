import { expect, test } from 'vitest';
import { isUnderResource } from './resource-url.js';

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
  expect(isUnderResource(new URL(url), resource)).toBe(expected);
});
