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

  test.each<[string, DenialSituation]>([
    [
      'dpopNonce',
      { ...plain, code: 'INVALID_TOKEN', error: 'use_dpop_nonce', dpopNonce: 'a b', detail },
    ],
    ['dpopAlgs', { ...plain, code: 'INVALID_TOKEN', dpopAlgs: [], schemes: ['DPoP'], detail }],
    ['dpopAlgs', { ...plain, code: 'MISSING_CREDENTIALS', dpopAlgs: ['ES256 PS256'] }],
    ['acrValues', { ...plain, code: 'INSUFFICIENT_USER_AUTHENTICATION' }],
    ['acrValues', { ...plain, code: 'INSUFFICIENT_USER_AUTHENTICATION', acrValues: ['a b'] }],
    ['maxAgeSeconds', { ...plain, code: 'INSUFFICIENT_USER_AUTHENTICATION', maxAgeSeconds: 1.5 }],
    ['maxAgeSeconds', { ...plain, code: 'INSUFFICIENT_USER_AUTHENTICATION', maxAgeSeconds: -1 }],
  ])('refuses a malformed %s', (place, situation) => {
    expect(() => denial(situation)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', place }),
    );
  });
});
