import { describe, expect, test } from 'vitest';
import { malformedCredentials } from '../refusal.js';
import { legalTokens } from './legal-tokens.js';
import type { Verification } from './verified-token.js';

const refusal = malformedCredentials('Send a token.');
const unknown: Verification = {
  status: 'refused',
  refusal: { code: 'INVALID_TOKEN', reason: 'inactive', detail: 'Nobody knows it.' },
};
const verifier = legalTokens({ verify: () => unknown }, refusal);

describe('asks about', () => {
  test.each(['abc', 'a.b-c_d~e+f/g==', 'a'.repeat(60_000)])('%s', (token) => {
    expect(verifier.verify(token)).toBe(unknown);
  });
});

describe('refuses at once', () => {
  test.each([
    '',
    'abc def',
    'abc, Bearer def',
    'abc,def',
    '"abc"',
    'token="abc"',
    'a=b',
    'äöü',
    'abc\n',
    `${'a'.repeat(60_000)},`,
  ])('%j', (token) => {
    expect(verifier.verify(token)).toEqual({ status: 'refused', refusal });
  });
});
