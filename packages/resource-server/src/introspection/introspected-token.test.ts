import { describe, expect, test } from 'vitest';
import { introspectedToken, type IntrospectionRules } from './introspected-token.js';

const NOW = 1_000_000;
const rules: IntrospectionRules = {
  issuer: 'https://login.example',
  audience: ['https://api.example'],
  allowMissingAudience: false,
  clockToleranceSeconds: 5,
  now: () => NOW * 1000,
};
const active = {
  active: true,
  aud: 'https://api.example',
  client_id: 'web',
  sub: 'u1',
  iat: NOW - 10,
  exp: NOW + 60,
  scope: 'files:read files:write',
};

const reasonOf = (members: object, changes: Partial<IntrospectionRules> = {}): string => {
  const result = introspectedToken({ ...active, ...members }, NOW * 1000, { ...rules, ...changes });
  return 'code' in result ? result.reason : 'valid';
};

test('an active token says whose it is, for which client, and what it carries', () => {
  expect(introspectedToken(active, NOW * 1000, rules)).toEqual({
    issuer: 'https://login.example',
    subject: 'u1',
    clientId: 'web',
    scopes: expect.objectContaining({ size: 2 }),
    issuedAt: NOW - 10,
    expiresAt: NOW + 60,
    claims: { ...active, iss: 'https://login.example' },
  });
});

test('an answer without iat counts from when it was asked for, one without sub is the client itself', () => {
  const { iat: _, sub: __, ...rest } = active;
  const token = introspectedToken(rest, (NOW - 3) * 1000, rules);
  expect(token).toMatchObject({ issuedAt: NOW - 3, subject: 'web' });
});

describe('an answer', () => {
  test.each<[string, object, string]>([
    ['that is not active', { active: false }, 'inactive'],
    ['that is "true" in words', { active: 'true' }, 'inactive'],
    ['without active', { active: undefined }, 'inactive'],
    ['of a refresh token', { token_use: 'refresh_token' }, 'typ'],
    ['of an ID token', { token_use: 'id' }, 'typ'],
    ['of another token type', { token_type: 'N_A' }, 'typ'],
    ['with a token type that is a number', { token_type: 1 }, 'typ'],
    ['in another case', { token_type: 'bearer', token_use: 'access' }, 'valid'],
    ['of another issuer', { iss: 'https://b.example' }, 'issuer'],
    ['of the issuer', { iss: 'https://login.example' }, 'valid'],
    ['for another resource', { aud: 'https://b.example' }, 'audience'],
    ['for several resources', { aud: ['https://b.example', 'https://api.example'] }, 'valid'],
    ['with a nested audience', { aud: [['https://api.example']] }, 'audience'],
    ['without an audience', { aud: undefined }, 'audience'],
    ['without exp', { exp: undefined }, 'claims'],
    ['with an infinite exp', { exp: Infinity }, 'claims'],
    ['with exp as text', { exp: String(NOW + 60) }, 'claims'],
    ['that has expired', { exp: NOW - 5 }, 'expired'],
    ['within the tolerance', { exp: NOW - 4 }, 'valid'],
    ['issued in the future', { iat: NOW + 6 }, 'not-yet-valid'],
    ['with iat as text', { iat: 'yesterday' }, 'claims'],
    ['that is null where times belong', { iat: null }, 'claims'],
    ['not valid yet', { nbf: NOW + 6 }, 'not-yet-valid'],
    ['without a client', { client_id: undefined }, 'claims'],
    ['with an empty subject', { sub: '' }, 'claims'],
    ['bound to a key', { cnf: { jkt: 'thumb' }, token_type: 'DPoP' }, 'valid'],
    ['bound to a certificate', { cnf: { 'x5t#S256': 'thumb' } }, 'bound'],
    ['bound to both', { cnf: { jkt: 'thumb', 'x5t#S256': 'thumb' } }, 'bound'],
    ['bound to a key, and more', { cnf: { jkt: 'thumb', other: 'x' } }, 'valid'],
    ['said to be bound, without a key', { token_type: 'DPoP' }, 'bound'],
  ])('%s: %j is %s', (_, members, reason) => {
    expect(reasonOf(members)).toBe(reason);
  });

  test('without an audience counts where that was allowed, with a wrong one never', () => {
    const allowed = { allowMissingAudience: true };
    expect(reasonOf({ aud: undefined }, allowed)).toBe('valid');
    expect(reasonOf({ aud: 'https://b.example' }, allowed)).toBe('audience');
    expect(reasonOf({ aud: null }, allowed)).toBe('audience');
  });

  test.each([[['files:read']], [7], [null], [{ files: true }]])(
    'with scope %j carries no scopes [S3.10]',
    (scope) => {
      expect(introspectedToken({ ...active, scope }, NOW * 1000, rules)).toMatchObject({
        scopes: expect.objectContaining({ size: 0 }),
      });
    },
  );
});
