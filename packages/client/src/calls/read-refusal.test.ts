import { describe, expect, test } from 'vitest';
import { readRefusal, type InsufficientAuthentication, type Refusal } from './read-refusal.js';

const insufficient = (...alternatives: string[]): string =>
  `insufficient-scope ${alternatives.join(' | ')}`;

function told(refusal: Refusal | undefined): string | undefined {
  return refusal?.kind === 'insufficient-scope'
    ? insufficient(...refusal.alternatives.map(String))
    : refusal?.kind;
}

const body = (more: Record<string, unknown> = {}): unknown => ({
  code: 'INSUFFICIENT_SCOPE',
  required: [['b'], ['c', 'd']],
  granted: ['a'],
  missing: ['b'],
  ...more,
});

describe('readRefusal', () => {
  test.each<[string, number, string | null, unknown, string | undefined]>([
    ['no credentials', 401, 'Bearer realm="x", scope="a"', undefined, 'missing-credentials'],
    [
      'no credentials, header hidden',
      401,
      null,
      { code: 'MISSING_CREDENTIALS' },
      'missing-credentials',
    ],
    ['a refused token', 401, 'Bearer error="invalid_token"', undefined, 'invalid-token'],
    ['a scheme in other letters', 401, 'bEARER error="invalid_token"', undefined, 'invalid-token'],
    ['a refused token, header hidden', 401, null, { code: 'INVALID_TOKEN' }, 'invalid-token'],
    ['a refused bound token', 401, 'DPoP error="invalid_token"', undefined, 'invalid-token'],
    [
      'a proof without the nonce',
      401,
      'DPoP error="use_dpop_nonce", algs="ES256"',
      undefined,
      'use-dpop-nonce',
    ],
    [
      'a proof without the nonce, header hidden',
      401,
      null,
      { code: 'INVALID_TOKEN', error: 'use_dpop_nonce' },
      'use-dpop-nonce',
    ],
    ['a bad proof', 401, 'DPoP error="invalid_dpop_proof"', undefined, undefined],
    [
      'no credentials, and both schemes are offered',
      401,
      'Bearer realm="x", DPoP algs="ES256"',
      undefined,
      'missing-credentials',
    ],
    [
      'what was wrong in one of two schemes',
      401,
      'Bearer realm="x", DPoP error="invalid_token"',
      undefined,
      'invalid-token',
    ],
    ['another scheme', 401, 'Basic realm="x"', undefined, undefined],
    ['a bare 401', 401, null, undefined, undefined],
    ['another error', 401, 'Bearer error="insufficient_user_authentication"', undefined, undefined],
    ['the header wins over the body', 401, 'Basic realm="x"', { code: 'INVALID_TOKEN' }, undefined],
    [
      'missing scopes of a bound token',
      403,
      'DPoP error="insufficient_scope", scope="b a", algs="ES256"',
      undefined,
      insufficient('a b'),
    ],
    [
      'missing scopes',
      403,
      'Bearer error="insufficient_scope", scope="b a"',
      undefined,
      insufficient('a b'),
    ],
    ['missing scopes, header hidden', 403, null, body(), insufficient('b', 'c d')],
    [
      'the cheapest alternative first, header hidden',
      403,
      null,
      body({ granted: ['c'], missing: ['d'] }),
      insufficient('c d', 'b'),
    ],
    [
      'the header names the first alternative',
      403,
      'Bearer error="insufficient_scope", scope="c d"',
      body(),
      insufficient('c d', 'b'),
    ],
    [
      'a header without a scope',
      403,
      'Bearer error="insufficient_scope"',
      body(),
      insufficient('b', 'c d'),
    ],
    ['neither names a scope', 403, 'Bearer error="insufficient_scope"', undefined, undefined],
    [
      'a malformed scope',
      403,
      'Bearer error="insufficient_scope", scope="a  b"',
      undefined,
      undefined,
    ],
    ['a 403 of another kind', 403, 'Bearer realm="x"', body(), undefined],
    ['a 403 without anything', 403, null, undefined, undefined],
    ['a body with an unknown code', 403, null, body({ code: 'OTHER' }), undefined],
    ['a body of another shape', 403, null, body({ required: 'b' }), undefined],
    [
      'an insufficient_scope with 401',
      401,
      'Bearer error="insufficient_scope", scope="a"',
      undefined,
      undefined,
    ],
    ['503', 503, 'Bearer error="insufficient_scope", scope="a"', undefined, undefined],
    [
      'a challenge within a quoted string',
      403,
      'Digest t="a, Bearer error=\\"insufficient_scope\\", scope=\\"evil\\""',
      undefined,
      undefined,
    ],
    [
      'a realm that spells a parameter',
      403,
      'Bearer realm="scope=evil", error="insufficient_scope", x_scope="evil", scope="ok"',
      undefined,
      insufficient('ok'),
    ],
    [
      'a quote without an end',
      403,
      'Bearer error="insufficient_scope", scope="a',
      undefined,
      undefined,
    ],
  ])('%s', (_, status, wwwAuthenticate, parsed, expected) => {
    expect(told(readRefusal({ status, wwwAuthenticate, body: parsed }))).toBe(expected);
  });

  test.each<[string, string | null, unknown, string | undefined]>([
    [
      'in a header',
      'Bearer error="insufficient_user_authentication", acr_values="mfa otp", max_age=60',
      undefined,
      'mfa otp, 60, ',
    ],
    [
      'in a header, scopes lacking too',
      'DPoP error="insufficient_user_authentication", max_age="0", scope="b a"',
      undefined,
      ', 0, a b',
    ],
    [
      'in a body',
      null,
      {
        code: 'INSUFFICIENT_USER_AUTHENTICATION',
        acr_values: ['mfa'],
        max_age: 5,
        required: [['a']],
      },
      'mfa, 5, a',
    ],
    [
      'in a header that wins over the body',
      'Bearer error="insufficient_user_authentication", max_age=9',
      { code: 'INSUFFICIENT_USER_AUTHENTICATION', acr_values: ['mfa'], max_age: 5 },
      ', 9, ',
    ],
    ['nowhere', 'Bearer error="insufficient_user_authentication"', undefined, undefined],
    [
      'in no form that is known',
      'Bearer error="insufficient_user_authentication", acr_values="", max_age="-1"',
      undefined,
      undefined,
    ],
  ])('how the user must sign in (RFC 9470): %s', (_, wwwAuthenticate, parsed, expected) => {
    const refusal = readRefusal({ status: 401, wwwAuthenticate, body: parsed });
    if (expected === undefined) {
      expect(refusal).toBeUndefined();
    } else {
      expect(refusal).toMatchObject({ kind: 'insufficient-authentication' });
      const { acrValues, maxAgeSeconds, alternatives } = refusal as InsufficientAuthentication;
      expect([acrValues.join(' '), maxAgeSeconds, alternatives.join('|')].join(', ')).toBe(
        expected,
      );
    }
  });

  test('takes the action from the body', () => {
    const header = 'Bearer error="insufficient_scope", scope="b"';
    const refusal = readRefusal({
      status: 403,
      wwwAuthenticate: header,
      body: body({ action: 'x.y' }),
    });
    expect(refusal).toMatchObject({ action: 'x.y' });
    const wrong = readRefusal({ status: 403, wwwAuthenticate: header, body: body({ action: 1 }) });
    expect(wrong).not.toHaveProperty('action');
  });
});
