import { expect, test } from 'vitest';
import { resolveReturnTo } from './return-to.js';

const page = new URL('https://app.example/files?view=list#top');
const browser = { currentUrl: () => page };
const redirectUri = 'https://app.example/callback';

test.each([
  [undefined, '/files?view=list#top'],
  ['/tasks', '/tasks'],
  ['tasks?a=b', '/tasks?a=b'],
  ['https://app.example/x', '/x'],
  ['//evil.test/x', '/'],
  ['/\\evil.test', '/'],
  ['\\\\evil.test', '/'],
  ['https:evil.test', '/evil.test'],
  ['https://evil.test', '/'],
  ['http://app.example/x', '/'],
  ['https://app.example@evil.test/', '/'],
  ['https://user:pass@app.example/', '/'],
  ['https://app.example.evil.test', '/'],
  ['javascript:alert(1)', '/'],
  ['data:text/html,x', '/'],
  ['/\t/evil.test', '/'],
  ['\t//evil.test', '/'],
  ['https://app.example//evil.test', '/evil.test'],
  ['/x/..//evil.test', '/evil.test'],
  ['/callback?code=old&state=old', '/'],
  ['https://', '/'],
])('stays within the origin [S3.16]: %j → %s', (target, expected) => {
  const resolved = resolveReturnTo(target, { browser, redirectUri });
  expect(resolved).toBe(expected);
  expect(new URL(resolved, page).origin).toBe(page.origin);
});

test('stays on a redirect URI that is the start page, unless an old response is there', () => {
  const redirectUri = 'https://app.example/';
  expect(resolveReturnTo('/?tab=2', { browser, redirectUri })).toBe('/?tab=2');
  expect(resolveReturnTo('/?code=x&state=y', { browser, redirectUri })).toBe('/');
});
