import { type BrokenProof, type ProofOptions } from '@stepscope/testing';
import { describe, expect, test } from 'vitest';
import {
  dpopWorld,
  expectDenied,
  realm,
  resource,
  startDpopApi,
  tail,
  type DpopApi,
} from '../test-support/dpop-api.js';

const world = dpopWorld();

describe('[S1.16] a bad proof is 401 invalid_dpop_proof', () => {
  const malformed = 'The DPoP proof is not a well-formed JWT.';
  const otherMethod = 'The DPoP proof is for another method.';
  const otherUrl = 'The DPoP proof is for another URL.';
  const noIat = 'The DPoP proof has no usable iat.';
  const oldIat = 'The DPoP proof is too old, or from the future.';
  const otherToken = 'The DPoP proof is for another access token.';
  const notPublic = 'The jwk of the DPoP proof is not a public key.';
  const algorithm = 'The DPoP proof is signed with an algorithm that is not accepted.';
  const signature = 'The signature of the DPoP proof is wrong.';
  const descriptions: Partial<Record<BrokenProof, string>> = {
    empty: malformed,
    'not-a-jwt': malformed,
    'two-proofs': 'Send one DPoP header.',
    'too-long': malformed,
    typ: 'The typ of the DPoP proof is not dpop+jwt.',
    'no-typ': 'The typ of the DPoP proof is not dpop+jwt.',
    'alg-none': malformed,
    'hs256-with-public-key': algorithm,
    'symmetric-jwk': algorithm,
    'no-jwk': 'The DPoP proof has no jwk.',
    'private-jwk': notPublic,
    crit: signature,
    'no-htm': otherMethod,
    htm: otherMethod,
    'htm-lowercase': otherMethod,
    'no-htu': otherUrl,
    htu: otherUrl,
    'htu-host': otherUrl,
    'htu-scheme': otherUrl,
    'htu-relative': otherUrl,
    'no-iat': noIat,
    'iat-old': oldIat,
    'iat-future': oldIat,
    'iat-infinite': noIat,
    'iat-text': noIat,
    'no-jti': 'The DPoP proof has no jti.',
    'jti-empty': 'The DPoP proof has no jti.',
    'jti-number': 'The DPoP proof has no jti.',
    'no-ath': otherToken,
    ath: otherToken,
    'duplicate-claim': malformed,
    signature,
    'empty-signature': malformed,
  };
  const challenge = (description: string): string =>
    `DPoP ${realm}, error="invalid_dpop_proof", error_description="${description}", ${tail}`;

  test.each(Object.entries(descriptions))('%s: %s', async (broken, description) => {
    const api = startDpopApi(world);
    const answer = await api.call('GET /files', { broken: broken as BrokenProof });
    expectDenied(answer, 401, challenge(description), 'INVALID_TOKEN');
    expect(answer.body['error']).toBe('invalid_dpop_proof');
    expect(api.handled).toBe(0);
  });

  test('of another key in jwk than signed it: its key is not the token’s', async () => {
    const api = startDpopApi(world);
    const answer = await api.call('GET /files', { broken: 'other-jwk' });
    expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_token']);
  });

  test.each<[string, (proof: string) => (readonly [string, string])[], string]>([
    ['no proof', () => [], 'The request has no DPoP proof.'],
    [
      'two headers [S3.12]',
      (proof) => [
        ['DPoP', proof],
        ['dpop', proof],
      ],
      'Send one DPoP header.',
    ],
    [
      'two headers, the first of them empty [S3.12]',
      (proof) => [
        ['DPoP', ''],
        ['DPoP', proof],
      ],
      'Send one DPoP header.',
    ],
  ])('%s', async (_, headersOf, description) => {
    const api = startDpopApi(world);
    const accessToken = await world.issuer.mint({ scopes: ['files:read'], dpopKey: world.key });
    const proof = await world.key.proof({ method: 'GET', url: `${resource}/files`, accessToken });
    const answer = await api.send('GET /files', [
      ['Authorization', `DPoP ${accessToken}`],
      ...headersOf(proof),
    ]);
    expectDenied(answer, 401, challenge(description), 'INVALID_TOKEN');
  });

  test('used a second time, also for another call', async () => {
    const api = startDpopApi(world);
    expect((await api.call('GET /files', { jti: 'once' })).status).toBe(200);
    const again = await api.call('GET /files', { jti: 'once' });
    const used = 'The DPoP proof has been used.';
    expectDenied(again, 401, challenge(used), 'INVALID_TOKEN');
    expect((await api.call('POST /files', { jti: 'once' })).status).toBe(401);
    expect(api.handled).toBe(1);
  });

  test('used a second time when it is about to become too old', async () => {
    const api = startDpopApi(world);
    const iat = world.nowMs / 1000;
    const early = { jti: 'early', claims: { iat: iat + 60 } };
    expect((await api.call('GET /files', early)).status).toBe(200);
    world.nowMs += 120_000;
    expect((await api.call('GET /files', early)).body['detail']).toBe(
      'The DPoP proof has been used.',
    );
    world.nowMs += 1000;
    expect((await api.call('GET /files', early)).body['detail']).toBe(oldIat);
  });

  test('a proof that is refused for something else is not used up', async () => {
    const api = startDpopApi(world);
    expect((await api.call('GET /files', { jti: 'x', broken: 'ath' })).status).toBe(401);
    expect((await api.call('GET /files', { jti: 'x' })).status).toBe(200);
  });

  test('iat within a minute either way is taken, and iatToleranceSeconds changes it', async () => {
    const at = async (api: DpopApi, offset: number): Promise<number> =>
      (await api.call('GET /files', { claims: { iat: world.nowMs / 1000 + offset } })).status;
    const api = startDpopApi(world);
    expect(await Promise.all([-61, -60, 0, 60, 61].map((offset) => at(api, offset)))).toEqual([
      401, 200, 200, 200, 401,
    ]);
    const strict = startDpopApi(world, { dpop: { nonce: false, iatToleranceSeconds: 10 } });
    expect(await Promise.all([-11, -10, 10, 11].map((offset) => at(strict, offset)))).toEqual([
      401, 200, 200, 401,
    ]);
  });

  test('only the algorithms of the options are taken, and advertised', async () => {
    const api = startDpopApi(world, { dpop: { nonce: false, algorithms: ['Ed25519'] } });
    const answer = await api.call('GET /files');
    expect(answer.headers['www-authenticate']).toContain(`${algorithm}", algs="Ed25519"`);
    const { body } = await api.send('GET /.well-known/oauth-protected-resource');
    expect(body['dpop_signing_alg_values_supported']).toEqual(['Ed25519']);
  });
});

describe('a replay store that fails is 503 without a challenge', () => {
  test('and is told once until it works again', async () => {
    let broken = true;
    const told: unknown[] = [];
    const api = startDpopApi(world, {
      dpop: {
        nonce: false,
        replayStore: {
          remember: () =>
            broken ? Promise.reject(new Error('connection lost')) : Promise.resolve(true),
        },
      },
      onIssuerUnavailable: (error) => {
        told.push([error.code, (error.cause as Error).message]);
        throw new Error('from the listener');
      },
    });
    for (let count = 0; count < 3; count++) {
      const answer = await api.call('GET /files');
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBe('2');
      expect(answer.headers).not.toHaveProperty('www-authenticate');
      expect(answer.body['code']).toBe('ISSUER_UNAVAILABLE');
    }
    expect(told).toEqual([['ISSUER_UNAVAILABLE', 'connection lost']]);
    expect(api.handled).toBe(0);
    broken = false;
    expect((await api.call('GET /files')).status).toBe(200);
    broken = true;
    await api.call('GET /files');
    expect(told).toHaveLength(2);
  });
});

test('no answer repeats anything of a refused proof', async () => {
  const api = startDpopApi(world, { dpop: {} });
  const marker = 'SECRETMARKER';
  for (const change of [
    { jti: marker, broken: 'htm' },
    { nonce: marker },
    { claims: { htu: `https://${marker}.example` } },
    { claims: { htm: marker } },
    { header: { typ: marker } },
    { header: { kid: marker, typ: 'JWT' } },
  ] as Partial<ProofOptions>[]) {
    const answer = await api.call('GET /files', change);
    expect(answer.status).toBe(401);
    expect(JSON.stringify(answer)).not.toContain(marker);
  }
});
