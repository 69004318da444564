import { expect, test } from 'vitest';
import { parseCallback, stateFor } from './callback.js';

const redirectUri = 'https://app.example/callback';

test.each([
  ['a code', 'https://app.example/callback?code=c&state=redirect.s', 'redirect'],
  ['an error', 'https://app.example/callback?error=access_denied&state=redirect.s', 'redirect'],
  ['the popup’s state', 'https://app.example/callback?code=c&state=popup.s', 'popup'],
  ['a state of somebody else', 'https://app.example/callback?code=c&state=s', 'redirect'],
  ['a code without a state', 'https://app.example/callback?code=c', 'redirect'],
  ['nothing', 'https://app.example/callback', undefined],
  ['an error of the application', 'https://app.example/callback?error=x', undefined],
  ['a state alone', 'https://app.example/callback?state=x', undefined],
  ['another path', 'https://app.example/other?code=c&state=s', undefined],
  ['another origin', 'https://elsewhere.example/callback?code=c&state=s', undefined],
])('%s', (_, url, via) => {
  expect(parseCallback(new URL(url), redirectUri)?.via).toBe(via);
});

test('a state says how its response returns', () => {
  expect(stateFor('popup', 'x')).toBe('popup.x');
  expect(stateFor('redirect', 'x')).toBe('redirect.x');
});
