import { expect, test } from 'vitest';
import { isLoopbackHost } from './is-loopback-host.js';

test.each([
  ['localhost', true],
  ['app.localhost', true],
  ['127.0.0.1', true],
  ['127.255.0.9', true],
  ['[::1]', true],
  ['localhost.example', false],
  ['notlocalhost', false],
  ['127.0.0.1.example', false],
  ['128.0.0.1', false],
  ['[::2]', false],
  ['0.0.0.0', false],
  ['', false],
])('%s is a loopback host: %s', (hostname, expected) => {
  expect(isLoopbackHost(hostname)).toBe(expected);
});

test('agrees with how URL spells unusual forms of an address', () => {
  expect(isLoopbackHost(new URL('http://0x7f.1/').hostname)).toBe(true);
  expect(isLoopbackHost(new URL('http://LOCALHOST/').hostname)).toBe(true);
});
