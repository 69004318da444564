import { describe, expect, test } from 'vitest';
import { parseChallenges } from '../challenges/parse-challenges.js';
import { readTokenChallenge } from '../challenges/read-token-challenge.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { denial } from './denial.js';
import type { DenialContext, DenialSituation, ScopeShortage } from './denial-situation.js';

const url = 'https://api.example/.well-known/oauth-protected-resource';
const plain: DenialContext = { realm: 'files', resourceMetadata: url };
const withDpop: DenialContext = { ...plain, dpopAlgs: ['ES256', 'PS256'] };
const overDpop: DenialContext = { ...withDpop, schemes: ['DPoP'] };

const detail = 'It is "broken".';
const shortage: ScopeShortage = {
  action: 'files.create',
  required: ScopeSet.of('files:write', 'files:read'),
  alternatives: [ScopeSet.of('files:write', 'files:read'), ScopeSet.of('files:admin')],
  granted: ScopeSet.of('files:read'),
  missing: ScopeSet.of('files:write'),
};
const lacks = 'error_description="The access token lacks files:write."';
const signIn = 'error_description="The operation needs a more recent or a stronger sign-in."';

interface Row {
  readonly title: string;
  readonly situation: DenialSituation;
  readonly status: number;
  readonly challenge: string | undefined;
  readonly code: string;
  readonly error?: string;
  readonly others?: Readonly<Record<string, string>>;
}

const rows: readonly Row[] = [
  {
    title: 'no credentials',
    situation: { ...plain, code: 'MISSING_CREDENTIALS', alternatives: [ScopeSet.of('b', 'a')] },
    status: 401,
    challenge: `Bearer realm="files", scope="a b", resource_metadata="${url}"`,
    code: 'MISSING_CREDENTIALS',
  },
  {
    title: 'no credentials, with DPoP on',
    situation: { ...withDpop, code: 'MISSING_CREDENTIALS', alternatives: [ScopeSet.of('a')] },
    status: 401,
    challenge: `Bearer realm="files", scope="a", resource_metadata="${url}", DPoP algs="ES256 PS256"`,
    code: 'MISSING_CREDENTIALS',
  },
  {
    title: 'no credentials, with the alternative that a catalogue prefers',
    situation: {
      ...withDpop,
      code: 'MISSING_CREDENTIALS',
      alternatives: [ScopeSet.of('a'), ScopeSet.of('b')],
      required: ScopeSet.of('b'),
    },
    status: 401,
    challenge: `Bearer realm="files", scope="b", resource_metadata="${url}", DPoP algs="ES256 PS256"`,
    code: 'MISSING_CREDENTIALS',
  },
  {
    title: 'no credentials on a route that needs no scope, with DPoP on',
    situation: { ...withDpop, code: 'MISSING_CREDENTIALS' },
    status: 401,
    challenge: `Bearer realm="files", resource_metadata="${url}", DPoP algs="ES256 PS256"`,
    code: 'MISSING_CREDENTIALS',
  },
  {
    title: 'no credentials, where only DPoP is taken',
    situation: { ...overDpop, code: 'MISSING_CREDENTIALS', alternatives: [ScopeSet.of('a')] },
    status: 401,
    challenge: `DPoP realm="files", scope="a", algs="ES256 PS256", resource_metadata="${url}"`,
    code: 'MISSING_CREDENTIALS',
  },
  {
    title: 'a malformed request',
    situation: { ...plain, code: 'INVALID_REQUEST', detail },
    status: 400,
    challenge: `Bearer realm="files", error="invalid_request", error_description="It is broken.", resource_metadata="${url}"`,
    code: 'INVALID_REQUEST',
    error: 'invalid_request',
  },
  {
    title: 'a malformed DPoP request',
    situation: { ...overDpop, code: 'INVALID_REQUEST', detail },
    status: 400,
    challenge: `DPoP realm="files", error="invalid_request", error_description="It is broken.", algs="ES256 PS256", resource_metadata="${url}"`,
    code: 'INVALID_REQUEST',
    error: 'invalid_request',
  },
  {
    title: '[S1.17] both schemes at once',
    situation: { ...withDpop, schemes: ['Bearer', 'DPoP'], code: 'INVALID_REQUEST', detail },
    status: 400,
    challenge: `Bearer realm="files", error="invalid_request", error_description="It is broken.", resource_metadata="${url}", DPoP realm="files", error="invalid_request", error_description="It is broken.", algs="ES256 PS256", resource_metadata="${url}"`,
    code: 'INVALID_REQUEST',
    error: 'invalid_request',
  },
  {
    title: 'an invalid token',
    situation: { ...plain, code: 'INVALID_TOKEN', detail },
    status: 401,
    challenge: `Bearer realm="files", error="invalid_token", error_description="It is broken.", resource_metadata="${url}"`,
    code: 'INVALID_TOKEN',
    error: 'invalid_token',
  },
  {
    title: '[S1.17] a bound token sent as Bearer',
    situation: { ...withDpop, code: 'INVALID_TOKEN', detail },
    status: 401,
    challenge: `Bearer realm="files", error="invalid_token", error_description="It is broken.", resource_metadata="${url}"`,
    code: 'INVALID_TOKEN',
    error: 'invalid_token',
  },
  {
    title: '[S1.17] a proof by another key than the token is bound to',
    situation: { ...overDpop, code: 'INVALID_TOKEN', detail },
    status: 401,
    challenge: `DPoP realm="files", error="invalid_token", error_description="It is broken.", algs="ES256 PS256", resource_metadata="${url}"`,
    code: 'INVALID_TOKEN',
    error: 'invalid_token',
  },
  {
    title: '[S1.16] a bad DPoP proof, in the scheme DPoP whatever the request used',
    situation: { ...withDpop, code: 'INVALID_TOKEN', error: 'invalid_dpop_proof', detail },
    status: 401,
    challenge: `DPoP realm="files", error="invalid_dpop_proof", error_description="It is broken.", algs="ES256 PS256", resource_metadata="${url}"`,
    code: 'INVALID_TOKEN',
    error: 'invalid_dpop_proof',
  },
  {
    title: '[S1.18] a DPoP proof without the nonce',
    situation: {
      ...overDpop,
      code: 'INVALID_TOKEN',
      error: 'use_dpop_nonce',
      dpopNonce: 'eyJ7S_zG.eyJH0-Z.HX4w-7v',
      detail,
    },
    status: 401,
    challenge: `DPoP realm="files", error="use_dpop_nonce", error_description="It is broken.", algs="ES256 PS256", resource_metadata="${url}"`,
    code: 'INVALID_TOKEN',
    error: 'use_dpop_nonce',
    others: { 'DPoP-Nonce': 'eyJ7S_zG.eyJH0-Z.HX4w-7v' },
  },
  {
    title: 'an invalid token, with a new nonce (RFC 9449 §8.2)',
    situation: { ...overDpop, code: 'INVALID_TOKEN', dpopNonce: 'n-2', detail },
    status: 401,
    challenge: `DPoP realm="files", error="invalid_token", error_description="It is broken.", algs="ES256 PS256", resource_metadata="${url}"`,
    code: 'INVALID_TOKEN',
    error: 'invalid_token',
    others: { 'DPoP-Nonce': 'n-2' },
  },
  {
    title: 'an invalid token, in words that no header can carry',
    situation: { ...plain, code: 'INVALID_TOKEN', detail: 'Ünçé'.replaceAll(/[a-z]/g, '') },
    status: 401,
    challenge: `Bearer realm="files", error="invalid_token", resource_metadata="${url}"`,
    code: 'INVALID_TOKEN',
    error: 'invalid_token',
  },
  {
    title: 'a sign-in that is too weak',
    situation: {
      ...plain,
      code: 'INSUFFICIENT_USER_AUTHENTICATION',
      acrValues: ['urn:high', 'urn:mid'],
    },
    status: 401,
    challenge: `Bearer realm="files", error="insufficient_user_authentication", ${signIn}, acr_values="urn:high urn:mid", resource_metadata="${url}"`,
    code: 'INSUFFICIENT_USER_AUTHENTICATION',
    error: 'insufficient_user_authentication',
  },
  {
    title: 'a sign-in that is too old, over DPoP',
    situation: { ...overDpop, code: 'INSUFFICIENT_USER_AUTHENTICATION', maxAgeSeconds: 0 },
    status: 401,
    challenge: `DPoP realm="files", error="insufficient_user_authentication", ${signIn}, max_age="0", algs="ES256 PS256", resource_metadata="${url}"`,
    code: 'INSUFFICIENT_USER_AUTHENTICATION',
    error: 'insufficient_user_authentication',
  },
  {
    title: 'a sign-in that is too old and too weak, by a token that also lacks scopes',
    situation: {
      ...plain,
      code: 'INSUFFICIENT_USER_AUTHENTICATION',
      acrValues: ['urn:high'],
      maxAgeSeconds: 60,
      shortage,
    },
    status: 401,
    challenge: `Bearer realm="files", error="insufficient_user_authentication", ${signIn}, acr_values="urn:high", max_age="60", scope="files:read files:write", resource_metadata="${url}"`,
    code: 'INSUFFICIENT_USER_AUTHENTICATION',
    error: 'insufficient_user_authentication',
  },
  {
    title: 'a token short of scopes',
    situation: { ...plain, code: 'INSUFFICIENT_SCOPE', ...shortage },
    status: 403,
    challenge: `Bearer realm="files", error="insufficient_scope", ${lacks}, scope="files:read files:write", resource_metadata="${url}"`,
    code: 'INSUFFICIENT_SCOPE',
    error: 'insufficient_scope',
  },
  {
    title: 'a bound token short of scopes',
    situation: { ...overDpop, code: 'INSUFFICIENT_SCOPE', ...shortage },
    status: 403,
    challenge: `DPoP realm="files", error="insufficient_scope", ${lacks}, scope="files:read files:write", algs="ES256 PS256", resource_metadata="${url}"`,
    code: 'INSUFFICIENT_SCOPE',
    error: 'insufficient_scope',
  },
  {
    title: 'keys that cannot be had',
    situation: { ...overDpop, code: 'ISSUER_UNAVAILABLE', retryAfterSeconds: 29.2 },
    status: 503,
    challenge: undefined,
    code: 'ISSUER_UNAVAILABLE',
    others: { 'Retry-After': '30' },
  },
  {
    title: 'keys that could be had by now',
    situation: { ...plain, code: 'ISSUER_UNAVAILABLE', retryAfterSeconds: -3 },
    status: 503,
    challenge: undefined,
    code: 'ISSUER_UNAVAILABLE',
    others: { 'Retry-After': '1' },
  },
];

describe('denial answers', () => {
  test.each(rows)('$title', ({ situation, status, challenge, code, error, others }) => {
    const answer = denial(situation);
    expect(answer.status).toBe(status);
    expect(answer.headers).toEqual({
      'Cache-Control': 'no-store',
      'Content-Type': 'application/problem+json',
      ...(challenge !== undefined && { 'WWW-Authenticate': challenge }),
      ...others,
    });
    expect(answer.body).toMatchObject({ status, code });
    expect(answer.body.error).toBe(error);
  });

  test('every challenge is read back without a malformed parameter', () => {
    for (const { situation } of rows) {
      const header = denial(situation).headers['WWW-Authenticate'];
      const challenges = parseChallenges(header).map(readTokenChallenge);
      expect(challenges.length).toBe(header?.match(/(Bearer|DPoP) \w+=/g)?.length ?? 0);
      for (const challenge of challenges) expect(challenge?.malformed).toEqual([]);
    }
  });

  test('the body says what a client needs that cannot read the header', () => {
    const { body } = denial({
      ...plain,
      code: 'INSUFFICIENT_USER_AUTHENTICATION',
      acrValues: ['urn:high'],
      maxAgeSeconds: 60,
      shortage,
    });
    expect(body).toEqual({
      type: 'urn:stepscope:problem:insufficient-user-authentication',
      title: 'The user has to sign in again',
      status: 401,
      detail: 'The operation needs a more recent or a stronger sign-in.',
      code: 'INSUFFICIENT_USER_AUTHENTICATION',
      error: 'insufficient_user_authentication',
      acr_values: ['urn:high'],
      max_age: 60,
      action: 'files.create',
      required: [['files:read', 'files:write'], ['files:admin']],
      granted: ['files:read'],
      missing: ['files:write'],
    });
  });

  test('the body names no authentication contexts where none is wanted', () => {
    const code = 'INSUFFICIENT_USER_AUTHENTICATION';
    const { body } = denial({ ...plain, code, acrValues: [], maxAgeSeconds: 60 });
    expect(body).not.toHaveProperty('acr_values');
  });

  const dpop = { ...plain, code: 'INVALID_TOKEN', detail };
  const signInAgain = { ...plain, code: 'INSUFFICIENT_USER_AUTHENTICATION' };
  const short = { ...plain, code: 'INSUFFICIENT_SCOPE', ...shortage };
  const none = ScopeSet.empty;

  test.each<[string, unknown]>([
    ['code', undefined],
    ['code', null],
    ['code', 'INVALID_TOKEN'],
    ['code', plain],
    ['code', { ...plain, code: '__proto__' }],
    ['code', { ...plain, code: 'TEAPOT' }],
    ['realm', { ...dpop, realm: '' }],
    ['realm', { ...dpop, realm: '"\r\n' }],
    ['realm', { ...dpop, realm: 7 }],
    ['realm', { code: 'MISSING_CREDENTIALS', resourceMetadata: url }],
    ['resourceMetadata', { ...dpop, resourceMetadata: '/m' }],
    ['resourceMetadata', { ...dpop, resourceMetadata: `${url}"` }],
    ['resourceMetadata', { ...dpop, resourceMetadata: 'javascript:alert(1)' }],
    ['resourceMetadata', { code: 'MISSING_CREDENTIALS', realm: 'files' }],
    ['schemes', { ...dpop, schemes: [] }],
    ['schemes', { ...dpop, schemes: ['Basic'] }],
    ['schemes', { ...dpop, schemes: ['Bearer', 'Bearer'] }],
    ['schemes', { ...dpop, schemes: 'Bearer' }],
    ['error', { ...dpop, error: 'invalid_token\r\n' }],
    ['dpopNonce', { ...dpop, error: 'use_dpop_nonce', dpopNonce: 'a b' }],
    ['dpopNonce', { ...dpop, error: 'use_dpop_nonce', dpopNonce: '' }],
    ['dpopNonce', { ...dpop, error: 'use_dpop_nonce' }],
    ['dpopNonce', { ...short, dpopNonce: 'a\r\nb' }],
    ['dpopAlgs', { ...dpop, dpopAlgs: [], schemes: ['DPoP'] }],
    ['dpopAlgs', { ...plain, code: 'MISSING_CREDENTIALS', dpopAlgs: ['ES256 PS256'] }],
    ['dpopAlgs', { ...plain, code: 'MISSING_CREDENTIALS', dpopAlgs: ['none'] }],
    ['dpopAlgs', { ...plain, code: 'MISSING_CREDENTIALS', dpopAlgs: ['HS256'] }],
    ['dpopAlgs', { ...plain, code: 'MISSING_CREDENTIALS', dpopAlgs: 'ES256' }],
    ['detail', { ...plain, code: 'INVALID_REQUEST' }],
    ['detail', { ...plain, code: 'INVALID_REQUEST', detail: ' ' }],
    ['alternatives', { ...plain, code: 'MISSING_CREDENTIALS', alternatives: [] }],
    ['alternatives', { ...plain, code: 'MISSING_CREDENTIALS', alternatives: [['a']] }],
    ['required', { ...plain, code: 'MISSING_CREDENTIALS', required: none }],
    ['required', { ...short, required: none }],
    ['required', { ...short, required: new Set(['a']) }],
    ['missing', { ...short, missing: none }],
    ['granted', { ...short, granted: 'files:read' }],
    ['action', { ...short, action: '' }],
    ['acrValues', signInAgain],
    ['acrValues', { ...signInAgain, acrValues: [] }],
    ['acrValues', { ...signInAgain, acrValues: ['a b'] }],
    ['acrValues', { ...signInAgain, acrValues: 'a' }],
    ['maxAgeSeconds', { ...signInAgain, maxAgeSeconds: 1.5 }],
    ['maxAgeSeconds', { ...signInAgain, maxAgeSeconds: -1 }],
    ['maxAgeSeconds', { ...signInAgain, maxAgeSeconds: Number.NaN }],
    ['shortage.alternatives', { ...signInAgain, maxAgeSeconds: 1, shortage: {} }],
    ['shortage.alternatives', { ...signInAgain, maxAgeSeconds: 1, shortage: null }],
    [
      'shortage.missing',
      { ...signInAgain, maxAgeSeconds: 1, shortage: { ...shortage, missing: none } },
    ],
    ...[undefined, Number.NaN, Number.POSITIVE_INFINITY, 1e300, '30'].map(
      (retryAfterSeconds): [string, unknown] => [
        'retryAfterSeconds',
        { ...plain, code: 'ISSUER_UNAVAILABLE', retryAfterSeconds },
      ],
    ),
  ])('refuses, by its %s, what no client could act on: %j', (place, situation) => {
    expect(() => denial(situation as DenialSituation)).toThrow(
      expect.objectContaining({ name: 'CoreError', code: 'INVALID_ARGUMENT', place }),
    );
  });

  test('what it hands out is not the list that it was given', () => {
    const acrValues = ['urn:high'];
    const { body } = denial({ ...plain, code: 'INSUFFICIENT_USER_AUTHENTICATION', acrValues });
    acrValues.push('urn:mid');
    expect(body.acr_values).toEqual(['urn:high']);
  });
});
