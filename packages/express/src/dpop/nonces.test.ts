import { describe, expect, test } from 'vitest';
import {
  bearerHeader,
  dpopWorld,
  expectDenied,
  exposed,
  realm,
  startDpopApi,
  tail,
} from '../test-support/dpop-api.js';

const world = dpopWorld();

describe('[S1.18] with nonces', () => {
  const dpop = { nonce: { secrets: ['a secret that all nodes know, 32 or more'] } };
  const challenge = `DPoP ${realm}, error="use_dpop_nonce", error_description="Make a DPoP proof with the nonce of the DPoP-Nonce header.", ${tail}`;

  test('a proof without one is 401 use_dpop_nonce with one, and passes with that', async () => {
    const api = startDpopApi(world, { dpop });
    const refused = await api.call('GET /files');
    expectDenied(refused, 401, challenge, 'INVALID_TOKEN');
    expect(refused.body['error']).toBe('use_dpop_nonce');
    const nonce = refused.headers['dpop-nonce']!;
    expect(nonce).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+$/);
    const passed = await api.call('GET /files', { nonce });
    expect(passed.status).toBe(200);
    expect(passed.headers).not.toHaveProperty('dpop-nonce');
    // RFC 9449 §11.3: once it is known that the client has a nonce, no proof does without.
    expectDenied(await api.call('GET /files'), 401, challenge, 'INVALID_TOKEN');
    expect(api.handled).toBe(1);
  });

  test.each(['made-up', '1.AAAA', ''])('the nonce %j is refused like none', async (nonce) => {
    const api = startDpopApi(world, { dpop });
    expectDenied(await api.call('GET /files', { nonce }), 401, challenge, 'INVALID_TOKEN');
  });

  test('the next one comes with a 200, a 403 and not with a 503; the old one then ends', async () => {
    const api = startDpopApi(world, { dpop });
    const nonce = (await api.call('GET /files')).headers['dpop-nonce']!;
    world.nowMs += 60_000;
    const passed = await api.call('GET /files', { nonce });
    const short = await api.call('GET /files', { nonce }, ['files:write']);
    expect([passed.status, short.status]).toEqual([200, 403]);
    const next = passed.headers['dpop-nonce']!;
    expect(next).not.toBe(nonce);
    expect(short.headers['dpop-nonce']).toBe(next);
    expect([passed.headers['cache-control'], short.headers['cache-control']]).toEqual([
      'no-store',
      'no-store',
    ]);
    world.nowMs += 60_000;
    const late = await api.call('GET /files', { nonce });
    expectDenied(late, 401, challenge, 'INVALID_TOKEN');
    expect(late.headers['dpop-nonce']).not.toBe(next);
    expect((await api.call('GET /files', { nonce: next })).status).toBe(200);
  });

  test('nodes with the same secret take each other’s, and others do not', async () => {
    const [one, another, stranger] = [
      startDpopApi(world, { dpop }),
      startDpopApi(world, { dpop }),
      startDpopApi(world, { dpop: {} }),
    ];
    const nonce = (await one.call('GET /files')).headers['dpop-nonce']!;
    expect((await another.call('GET /files', { nonce })).status).toBe(200);
    expect((await stranger.call('GET /files', { nonce })).body['error']).toBe('use_dpop_nonce');
  });

  test('what else is wrong with a proof comes first, and costs no nonce', async () => {
    const api = startDpopApi(world, { dpop });
    const answer = await api.call('GET /files', { broken: 'htu' });
    expect(answer.body['error']).toBe('invalid_dpop_proof');
    expect(answer.headers).not.toHaveProperty('dpop-nonce');
  });

  test.each([-86_400, -61, 61, 86_400])(
    'a device whose clock is off by %d s is refused for its nonce alone, and passes with one',
    async (offset) => {
      const api = startDpopApi(world, { dpop });
      const claims = { iat: world.nowMs / 1000 + offset };
      const refused = await api.call('GET /files', { claims });
      expectDenied(refused, 401, challenge, 'INVALID_TOKEN');
      const nonce = refused.headers['dpop-nonce']!;
      const mine = { nonce, claims, jti: 'once' };
      expect((await api.call('GET /files', mine)).status).toBe(200);
      expect((await api.call('GET /files', mine)).body['error']).toBe('invalid_dpop_proof');
    },
  );

  test.each(['no-iat', 'iat-text', 'iat-infinite'] as const)(
    'a proof with one still needs an iat: %s',
    async (broken) => {
      const api = startDpopApi(world, { dpop });
      const nonce = (await api.call('GET /files')).headers['dpop-nonce']!;
      const answer = await api.call('GET /files', { nonce, broken });
      expect(answer.body['detail']).toBe('The DPoP proof has no usable iat.');
    },
  );

  test('bearer tokens need none', async () => {
    const api = startDpopApi(world, { dpop });
    const token = await world.issuer.mint({ scopes: ['files:read'] });
    const answer = await api.send('GET /files', [bearerHeader(token)]);
    expect(answer.status).toBe(200);
    expect(answer.headers).not.toHaveProperty('dpop-nonce');
  });
});

test('[S1.19] challenges, nonces and retry times are exposed to scripts, on a 200 too', async () => {
  const api = startDpopApi(world, { dpop: {} });
  const refused = await api.call('GET /files');
  const nonce = refused.headers['dpop-nonce']!;
  const passed = await api.call('GET /files', { nonce });
  expect(refused.headers['access-control-expose-headers']).toBe(exposed);
  expect([passed.status, passed.headers['access-control-expose-headers']]).toEqual([200, exposed]);
});
