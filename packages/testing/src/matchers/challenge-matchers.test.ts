import { denial, ScopeSet, type DenialContext, type DenialSituation } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import { challengeMatchers, toBeInsufficientScope, type ReceivedAnswer } from '../matchers.js';
// oxlint-disable-next-line import/no-unassigned-import -- it adds to expect
import '../vitest.js';

const context: DenialContext = {
  realm: 'files',
  resourceMetadata: 'https://api.example/.well-known/oauth-protected-resource',
  dpopAlgs: ['ES256'],
};
const detail = 'It is broken.';
const shortage = {
  required: ScopeSet.of('files:write', 'files:read'),
  alternatives: [ScopeSet.of('files:write', 'files:read')],
  granted: ScopeSet.of('files:read'),
  missing: ScopeSet.of('files:write'),
};

const situations = {
  toBeMissingCredentials: { ...context, code: 'MISSING_CREDENTIALS' },
  toBeInvalidRequest: { ...context, code: 'INVALID_REQUEST', detail },
  toBeInvalidToken: { ...context, code: 'INVALID_TOKEN', detail },
  toBeInsufficientScope: { ...context, code: 'INSUFFICIENT_SCOPE', ...shortage },
  toBeInsufficientUserAuthentication: {
    ...context,
    code: 'INSUFFICIENT_USER_AUTHENTICATION',
    acrValues: ['high', 'mid'],
    maxAgeSeconds: 60,
  },
  toBeInvalidDpopProof: { ...context, code: 'INVALID_TOKEN', error: 'invalid_dpop_proof', detail },
  toRequireDpopNonce: {
    ...context,
    code: 'INVALID_TOKEN',
    error: 'use_dpop_nonce',
    dpopNonce: 'n',
    detail,
  },
  toBeIssuerUnavailable: { ...context, code: 'ISSUER_UNAVAILABLE', retryAfterSeconds: 1 },
} satisfies Record<string, DenialSituation>;
type Matcher = keyof typeof situations;
const matchers = Object.keys(situations) as Matcher[];

function responseOf(matcher: Matcher): Response {
  const { status, headers, body } = denial(situations[matcher]);
  return new Response(JSON.stringify(body), { status, headers });
}
const passes = (matcher: Matcher, received: ReceivedAnswer): boolean =>
  challengeMatchers[matcher](received).pass;

describe('matchers', () => {
  test.each(matchers)('%s passes for its own refusal, and for no other', (matcher) => {
    const passing = matchers.filter((other) => passes(matcher, responseOf(other)));
    expect(passing).toEqual([matcher]);
    expect(passes(matcher, new Response())).toBe(false);
  });

  test.each(matchers)('%s wants the right status', (matcher) => {
    const { headers } = responseOf(matcher);
    expect(passes(matcher, { status: 418, headers })).toBe(false);
  });

  test('are methods of expect once @stepscope/testing/vitest is imported', () => {
    const response = responseOf('toBeInsufficientScope');
    expect(response).toBeInsufficientScope();
    expect(response).toBeInsufficientScope({ scope: 'files:write files:read', realm: 'files' });
    expect(response).not.toBeInsufficientScope({ scope: 'files:write' });
    expect(response).not.toBeInvalidToken();
    expect(responseOf('toBeInsufficientUserAuthentication')).toBeInsufficientUserAuthentication({
      acrValues: ['high', 'mid'],
      maxAgeSeconds: 60,
    });
    expect(responseOf('toBeMissingCredentials')).toHaveChallenge({ scheme: 'DPoP', algs: 'ES256' });
    expect({ response }).toEqual({
      response: expect.toBeInsufficientScope({ scope: shortage.required }) as unknown,
    });
  });

  test('take only parts that a challenge has, in the right form', () => {
    const response = responseOf('toBeInvalidToken');
    // @ts-expect-error -- a refusal has its own error
    const another = (): void => expect(response).toBeInvalidToken({ error: 'invalid_request' });
    expect(another).toThrow('expected 401 with');
    // @ts-expect-error -- there is no such part
    const misspelt = (): void => expect(response).toHaveChallenge({ scopes: 'a' });
    expect(misspelt).toThrow('Unknown part of a challenge "scopes". Did you mean "scope"?');
  });
});

describe('a challenge', () => {
  const answerWith = (challenge: string): ReceivedAnswer => ({
    status: 403,
    headers: { 'WWW-Authenticate': challenge },
  });

  test('has its scopes in any order, and all of them', () => {
    const answer = answerWith('Bearer error="insufficient_scope", scope="b a"');
    for (const scope of ['a b', ['b', 'a'], ScopeSet.of('a', 'b')]) {
      expect(answer).toBeInsufficientScope({ scope });
    }
    for (const scope of ['a', 'a b c', '']) expect(answer).not.toBeInsufficientScope({ scope });
  });

  test('counts only if it is well-formed', () => {
    const answer = answerWith('Bearer error="insufficient_scope", max_age="soon"');
    expect(answer).not.toBeInsufficientScope();
  });

  test('that has an error is not about missing credentials, beside which one ever', () => {
    const headers = { 'WWW-Authenticate': 'Bearer realm="a", DPoP error="invalid_dpop_proof"' };
    expect({ status: 401, headers }).not.toBeMissingCredentials();
    expect({
      status: 401,
      headers: { 'WWW-Authenticate': 'Basic realm="a"' },
    }).not.toHaveChallenge();
  });

  test('is found among others, and each expectation is about a single one', () => {
    const answer = answerWith('Basic realm="x", Bearer realm="a", DPoP realm="b", algs="ES256"');
    expect(answer).toHaveChallenge({ realm: 'b', algs: ['ES256'] });
    expect(answer).toHaveChallenge({ realm: 'a', error: undefined });
    expect(answer).not.toHaveChallenge({ realm: 'a', algs: ['ES256'] });
  });
});

describe('answers', () => {
  const value = 'Bearer error="invalid_token"';
  test.each<[string, ReceivedAnswer]>([
    ['fetch', new Response(null, { status: 401, headers: { 'WWW-Authenticate': value } })],
    ['supertest', { status: 401, headers: { 'www-authenticate': value } }],
    ['light-my-request', { statusCode: 401, headers: { 'www-authenticate': [value] } }],
    ['a denial', denial(situations.toBeInvalidToken)],
  ])('of %s are read', (_, answer) => {
    expect(answer).toBeInvalidToken();
  });

  test.each([[undefined], [Promise.resolve(new Response())], ['401'], [{ status: 401 }]])(
    'a test that has none is told so: %s',
    (nothing) => {
      expect(() => toBeInsufficientScope(nothing as unknown as Response)).toThrow(
        'There is no answer to look at',
      );
    },
  );

  test('that are not as expected are told beside what was expected', () => {
    const { message, pass } = toBeInsufficientScope(responseOf('toBeInvalidToken'), {
      scope: ['b', 'a'],
    });
    expect(pass).toBe(false);
    expect(message()).toMatch(
      /^expected 403 with error="insufficient_scope", scope="a b"\nreceived 401 with Bearer realm="files", error="invalid_token"/,
    );
    const negated = toBeInsufficientScope(responseOf('toBeInsufficientScope'));
    expect(negated.message()).toContain('expected anything but 403');
  });
});
