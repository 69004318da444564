import { createDpopKey, type ProofOptions } from '@stepscope/testing';
import { describe, expect, test } from 'vitest';
import {
  algs,
  bearerHeader,
  dpopHeaders,
  dpopWorld,
  expectDenied,
  exposed,
  metadataUrl,
  realm,
  resource,
  startDpopApi,
  tail,
  type DpopApiOptions,
} from '../test-support/dpop-api.js';

const world = dpopWorld();

test('a bound token with a right proof passes, and getAuth names the key [10.3.5]', async () => {
  const api = startDpopApi(world);
  const answer = await api.call('GET /files?page=2');
  expect([answer.status, answer.body]).toEqual([200, { key: world.key.jkt }]);
  expect(answer.headers['access-control-expose-headers']).toBe(exposed);
  expect((await api.call('POST /files')).status).toBe(200);
  expect((await api.call('HEAD /files')).status).toBe(200);
});

test.each(['ES256', 'Ed25519', 'EdDSA'] as const)('takes proofs by %s', async (algorithm) => {
  const api = startDpopApi(world);
  const other = await createDpopKey({ algorithm, now: () => world.nowMs });
  const accessToken = await world.issuer.mint({ scopes: ['files:read'], dpopKey: other });
  const proof = await other.proof({ method: 'GET', url: `${resource}/files`, accessToken });
  const headers = [
    ['Authorization', `dpop ${accessToken}`],
    ['DPoP', proof],
  ] as const;
  expect((await api.send('GET /files', headers)).status).toBe(200);
});

test('a bearer token that is bound to no key passes beside it [S1.17]', async () => {
  const api = startDpopApi(world);
  const token = await world.issuer.mint({ scopes: ['files:read'] });
  const answer = await api.send('GET /files', [bearerHeader(token)]);
  expect([answer.status, answer.body]).toEqual([200, { key: null }]);
});

test('Keycloak’s other members of cnf do no harm', async () => {
  const api = startDpopApi(world);
  const accessToken = await world.issuer.mint({
    scopes: ['files:read'],
    claims: { cnf: { jkt: world.key.jkt, kid: 'key-1', note: ['x'] } },
  });
  const proof = await world.key.proof({ method: 'GET', url: `${resource}/files`, accessToken });
  const headers = dpopHeaders(accessToken, proof);
  expect((await api.send('GET /files', headers)).status).toBe(200);
});

describe('[S1.17] no credentials are answered in both schemes', () => {
  test.each([
    ['without a header', []],
    ['with Basic', [['Authorization', 'Basic dTpw']]],
    ['with a proof alone', [['DPoP', 'a.b.c']]],
  ] as const)('%s', async (_, headers) => {
    const api = startDpopApi(world);
    const answer = await api.send('GET /files', headers);
    const challenge = `Bearer ${realm}, scope="files:read", resource_metadata="${metadataUrl}", DPoP ${algs}`;
    expectDenied(answer, 401, challenge, 'MISSING_CREDENTIALS');
  });
});

describe('a malformed request is answered in the scheme that it uses', () => {
  const one = 'Send one Authorization header.';
  const form = 'Send the Authorization header as Bearer or DPoP and the token.';
  const challenge = (scheme: 'Bearer' | 'DPoP', description: string): string =>
    `${scheme} ${realm}, error="invalid_request", error_description="${description}", ${scheme === 'DPoP' ? tail : `resource_metadata="${metadataUrl}"`}`;
  test.each([
    [
      '[S1.17] both schemes at once: in both',
      [
        ['Authorization', 'Bearer abc'],
        ['Authorization', 'DPoP abc'],
      ],
      `${challenge('Bearer', one)}, ${challenge('DPoP', one)}`,
    ],
    [
      '[S1.17] both schemes at once in one line: in both',
      [['Authorization', 'DPoP abc, Bearer abc']],
      `${challenge('Bearer', form)}, ${challenge('DPoP', form)}`,
    ],
    ['DPoP without a token', [['Authorization', 'DPoP']], challenge('DPoP', form)],
    ['DPoP with two words', [['Authorization', 'DPoP a b']], challenge('DPoP', form)],
    ['Bearer with two words', [['Authorization', 'Bearer a b']], challenge('Bearer', form)],
  ] as const)('%s', async (_, headers, expected) => {
    const api = startDpopApi(world);
    expectDenied(await api.send('GET /files', headers), 400, expected, 'INVALID_REQUEST');
  });
});

describe('[S1.17] a token that does not fit its scheme is an invalid token', () => {
  test('bound, sent as Bearer', async () => {
    const api = startDpopApi(world);
    const token = await world.issuer.mint({ scopes: ['files:read'], dpopKey: world.key });
    const description = 'The access token is bound to a key, and cannot be used as a bearer token.';
    const challenge = `Bearer ${realm}, error="invalid_token", error_description="${description}", resource_metadata="${metadataUrl}"`;
    expectDenied(
      await api.send('GET /files', [bearerHeader(token)]),
      401,
      challenge,
      'INVALID_TOKEN',
    );
    const proof = await world.key.proof({
      method: 'GET',
      url: `${resource}/files`,
      accessToken: token,
    });
    const withProof = await api.send('GET /files', [bearerHeader(token), ['DPoP', proof]]);
    expectDenied(withProof, 401, challenge, 'INVALID_TOKEN');
  });

  test.each<[string, () => Promise<string>, Partial<ProofOptions>, string]>([
    [
      'not bound',
      () => world.issuer.mint({ scopes: ['files:read'] }),
      {},
      'The access token is not bound to a key: send it as a bearer token.',
    ],
    [
      'bound to another key than that of the proof',
      () => world.issuer.mint({ scopes: ['files:read'], dpopKey: world.key }),
      { broken: 'other-key' },
      'The access token is bound to another key than that of the proof.',
    ],
    [
      'bound, and expired',
      () => world.issuer.mint({ broken: 'expired', dpopKey: world.key }),
      {},
      'The access token has expired.',
    ],
    [
      'bound, and expired, with a bad proof: the token is looked at first',
      () => world.issuer.mint({ broken: 'expired', dpopKey: world.key }),
      { broken: 'htm' },
      'The access token has expired.',
    ],
  ])('%s', async (_, mint, change, description) => {
    const api = startDpopApi(world);
    const accessToken = await mint();
    const options = { method: 'GET', url: `${resource}/files`, accessToken, ...change };
    const answer = await api.send('GET /files', [
      ['Authorization', `DPoP ${accessToken}`],
      ['DPoP', await world.key.proof(options)],
    ]);
    const challenge = `DPoP ${realm}, error="invalid_token", error_description="${description}", ${tail}`;
    expectDenied(answer, 401, challenge, 'INVALID_TOKEN');
    expect(api.handled).toBe(0);
  });
});

describe('short of scopes, a DPoP request is answered in its scheme', () => {
  const challenge = `DPoP ${realm}, error="insufficient_scope", error_description="The access token lacks files:write.", scope="files:write", ${tail}`;
  test('by the second of two guards, which does not ask for the proof again', async () => {
    const api = startDpopApi(world);
    const answer = await api.call('POST /files', {}, ['files:read']);
    expectDenied(answer, 403, challenge, 'INSUFFICIENT_SCOPE');
  });
});

describe('with required: true', () => {
  const required = { dpop: { nonce: false, required: true } } as const;

  test('no challenge offers Bearer [S1.17]', async () => {
    const api = startDpopApi(world, required);
    const challenge = `DPoP ${realm}, scope="files:read", ${tail}`;
    expectDenied(await api.send('GET /files'), 401, challenge, 'MISSING_CREDENTIALS');
  });

  test.each<[string, () => Promise<string>, string]>([
    [
      'a bearer token',
      () => world.issuer.mint({ scopes: ['files:read'] }),
      'The access token is not bound to a key, as this API requires.',
    ],
    [
      'a bound token sent as Bearer',
      () => world.issuer.mint({ scopes: ['files:read'], dpopKey: world.key }),
      'The access token is bound to a key, and cannot be used as a bearer token.',
    ],
  ])('%s is refused', async (_, mint, description) => {
    const api = startDpopApi(world, required);
    const challenge = `DPoP ${realm}, error="invalid_token", error_description="${description}", ${tail}`;
    const answer = await api.send('GET /files', [bearerHeader(await mint())]);
    expectDenied(answer, 401, challenge, 'INVALID_TOKEN');
  });

  test('a bound token with a proof passes, and the metadata says so [S1.11]', async () => {
    const api = startDpopApi(world, required);
    expect((await api.call('GET /files')).status).toBe(200);
    const { body } = await api.send('GET /.well-known/oauth-protected-resource');
    expect(body).toMatchObject({
      dpop_signing_alg_values_supported: ['ES256', 'Ed25519', 'EdDSA'],
      dpop_bound_access_tokens_required: true,
    });
  });
});

test('the metadata of an API that takes both says which proofs it takes [S1.11]', async () => {
  const api = startDpopApi(world);
  const { body } = await api.send('GET /.well-known/oauth-protected-resource');
  expect(body['dpop_signing_alg_values_supported']).toEqual(['ES256', 'Ed25519', 'EdDSA']);
  expect(body).not.toHaveProperty('dpop_bound_access_tokens_required');
});

test('with DPoP off, its scheme is one that we do not take', async () => {
  const api = startDpopApi(world, { dpop: undefined } as unknown as DpopApiOptions);
  const challenge = `Bearer ${realm}, scope="files:read", resource_metadata="${metadataUrl}"`;
  expectDenied(await api.call('GET /files'), 401, challenge, 'MISSING_CREDENTIALS');
});
