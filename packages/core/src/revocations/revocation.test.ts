import { describe, expect, test } from 'vitest';
import { parseRevocation } from './revocation.js';

const whole = { iss: 'https://login.example', sub: 'u1', clientId: 'web', at: 17, version: 3 };

describe('parseRevocation', () => {
  test('keeps the members of a revocation, and no others', () => {
    expect(parseRevocation({ ...whole, note: 'x' })).toEqual(whole);
  });

  test('takes one without a version, from an issuer that has none', () => {
    const { version: _, ...rest } = whole;
    expect(parseRevocation(rest)).toEqual(rest);
  });

  test.each([
    ['iss', undefined],
    ['iss', ['https://login.example']],
    ['sub', ''],
    ['sub', 7],
    ['clientId', null],
    ['at', '17'],
    ['at', 17.5],
    ['at', -1],
    ['at', Infinity],
    ['version', NaN],
    ['version', null],
  ])('refuses %s as %j, naming the member', (member, value) => {
    expect(() => parseRevocation({ ...whole, [member]: value })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', place: `revocation.${member}` }),
    );
  });

  test.each([undefined, null, 'text', 3])('refuses %j', (value) => {
    expect(() => parseRevocation(value)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', place: 'revocation' }),
    );
  });
});
