import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDpopKey, type DpopKey } from '../dpop/create-dpop-key.js';
import { createFakeWorld, issuer, resource, type Tokens } from '../test-support/fake-world.js';

const world = createFakeWorld();
const { switches, clock, post, request, authorize, redeem, signIn, refresh, call } = world;
const tokenEndpoint = { method: 'POST', url: `${issuer}/token` };

let dpopKey: DpopKey;
let otherKey: DpopKey;
beforeAll(async () => {
  dpopKey = await createDpopKey({ now: () => clock.now });
  otherKey = await createDpopKey({ now: () => clock.now });
});

const proof = async (options: object = {}, key = dpopKey): Promise<{ DPoP: string }> => ({
  DPoP: await key.proof({ ...tokenEndpoint, ...options }),
});
const invalidProof = { error: 'invalid_dpop_proof' };
const boundSignIn = async (): Promise<Tokens> => signIn(undefined, { headers: await proof() });

describe('the authorization server', () => {
  test('binds tokens to the key of a proof', async () => {
    const tokens = await boundSignIn();
    expect(tokens.token_type).toBe('DPoP');
    expect(decodeJwt(tokens.access_token)).toMatchObject({ cnf: { jkt: dpopKey.jkt } });
  });

  test('refreshes with the same key only', async () => {
    const tokens = await boundSignIn();
    const refused = { error: 'invalid_grant' };
    expect(await refresh(tokens)).toEqual(refused);
    const { DPoP } = await proof({}, otherKey);
    expect(await refresh(tokens, {}, { headers: { DPoP } })).toEqual(refused);
    expect(await refresh(tokens, {}, { headers: await proof() })).toHaveProperty('access_token');
  });

  test('binds the code to the key that the request names (RFC 9449 §10)', async () => {
    const named = { request: { dpop_jkt: otherKey.jkt } };
    const wrong = await signIn('read', { ...named, headers: await proof() });
    expect(wrong).toEqual({ error: 'invalid_grant' });
    const right = await signIn('read', { ...named, headers: await proof({}, otherKey) });
    expect(right).toHaveProperty('access_token');
  });

  test('binds the code to the key of a pushed request', async () => {
    switches.par = 'required';
    const pushed = async (): Promise<string | null> => {
      const headers = { DPoP: await dpopKey.proof({ method: 'POST', url: `${issuer}/par` }) };
      const { body } = await post<{ request_uri: string }>('/par', await request('read'), {
        headers,
      });
      const reference = { client_id: 'web', request_uri: body.request_uri };
      return (await authorize(reference)).get('code');
    };
    const unbound = await redeem(await pushed());
    expect(unbound).toEqual({ error: 'invalid_grant' });
    expect(await redeem(await pushed(), {}, { headers: await proof() })).toHaveProperty(
      'access_token',
    );
  });

  test.each(['typ', 'signature', 'htu', 'htm', 'iat-old', 'no-jti', 'private-jwk'] as const)(
    'refuses a proof with a wrong %s',
    async (broken) => {
      const headers = await proof({ broken });
      const { status, body } = await post('/token', { grant_type: 'refresh_token' }, { headers });
      expect([status, body['error']]).toEqual([400, 'invalid_dpop_proof']);
    },
  );

  test('[S1.16] refuses an empty DPoP header, and gives no bearer token for it', async () => {
    const response = await authorize(await request('read'));
    const empty = { headers: { DPoP: '' } };
    expect(await redeem(response.get('code'), {}, empty)).toMatchObject(invalidProof);
    expect(await refresh(await signIn(), {}, empty)).toMatchObject(invalidProof);
    switches.par = 'required';
    const pushed = await post('/par', await request('read'), empty);
    expect([pushed.status, pushed.body]).toEqual([400, expect.objectContaining(invalidProof)]);
  });

  test('takes a proof once', async () => {
    const tokens = await boundSignIn();
    const headers = await proof();
    const next = await refresh(tokens, {}, { headers });
    expect(await refresh(next, {}, { headers })).toMatchObject({ error: 'invalid_dpop_proof' });
  });

  test('[S1.18] wants the nonce that the switch names, and says so', async () => {
    switches.authorizationServerNonce = 'n1';
    const exchange = async (nonce?: string) =>
      post(
        '/token',
        { grant_type: 'refresh_token' },
        { headers: await proof(nonce === undefined ? {} : { nonce }) },
      );
    const first = await exchange();
    expect([first.status, first.body['error']]).toEqual([400, 'use_dpop_nonce']);
    expect(first.headers.get('DPoP-Nonce')).toBe('n1');
    expect((await exchange('n1')).body).toEqual({ error: 'invalid_grant' });
    switches.authorizationServerNonce = 'n2';
    expect((await exchange('n1')).body).toMatchObject({ error: 'use_dpop_nonce' });
  });

  test.each(['iat-old', 'iat-future'] as const)(
    '[S1.18] takes the nonce for the word on when a proof was made: %s passes with it, once',
    async (broken) => {
      switches.authorizationServerNonce = 'n1';
      const without = await signIn('read', { headers: await proof({ broken }) });
      expect(without).toMatchObject({ error: 'use_dpop_nonce' });
      const headers = await proof({ broken, nonce: 'n1' });
      const tokens = await signIn(undefined, { headers });
      expect(tokens.token_type).toBe('DPoP');
      expect(await refresh(tokens, {}, { headers })).toMatchObject(invalidProof);
    },
  );

  test('wants an iat beside the nonce that is a date', async () => {
    switches.authorizationServerNonce = 'n1';
    for (const broken of ['no-iat', 'iat-text', 'iat-infinite'] as const) {
      const headers = await proof({ broken, nonce: 'n1' });
      expect(await signIn('read', { headers })).toMatchObject(invalidProof);
    }
  });

  test('gives the nonce along with tokens', async () => {
    switches.authorizationServerNonce = 'n1';
    const response = await authorize(await request('read'));
    const { status, headers } = await post(
      '/token',
      {
        grant_type: 'authorization_code',
        code: response.get('code') ?? '',
        code_verifier: 'v'.repeat(43),
        redirect_uri: 'https://app.example/callback',
      },
      { headers: await proof({ nonce: 'n1' }) },
    );
    expect([status, headers.get('DPoP-Nonce')]).toEqual([200, 'n1']);
  });

  test('gives no tokens without a proof where requiresDpop is on', async () => {
    switches.requiresDpop = true;
    expect(await signIn()).toEqual({ error: 'invalid_dpop_proof' });
    expect(await boundSignIn()).toHaveProperty('access_token');
  });

  test('knows nothing of it where ignoresDpop is on', async () => {
    switches.ignoresDpop = true;
    const tokens = await boundSignIn();
    expect(tokens.token_type).toBe('Bearer');
    expect((await call(tokens)).status).toBe(200);
    const refused = await call(tokens, { dpopKey });
    expect(refused.headers.get('WWW-Authenticate')).not.toContain('DPoP');
    const metadata = await fetch(`${issuer}/.well-known/openid-configuration`);
    expect(await metadata.json()).not.toHaveProperty('dpop_signing_alg_values_supported');
  });
});

describe('the API', () => {
  const challengeOf = (response: Response): string =>
    response.headers.get('WWW-Authenticate') ?? '';

  test('lets a bound token through with a proof by its key', async () => {
    expect((await call(await boundSignIn(), { dpopKey })).status).toBe(200);
  });

  test('[S1.17] refuses a bound token as Bearer, by another key, and a free one by DPoP', async () => {
    const tokens = await boundSignIn();
    for (const refused of [
      await call(tokens),
      await call(tokens, { dpopKey: otherKey }),
      await call(await signIn(), { dpopKey }),
    ]) {
      expect(refused.status).toBe(401);
      expect(challengeOf(refused)).toContain('error="invalid_token"');
    }
  });

  test('[S1.17] asks for either scheme, with the algorithms that it takes', async () => {
    const response = await fetch(`${resource}/files`);
    expect(challengeOf(response)).toMatch(/^Bearer .*, DPoP algs="ES256 /);
  });

  test('refuses a proof that is missing, for another call, or used before', async () => {
    const { access_token: accessToken } = await boundSignIn();
    const url = `${resource}/files`;
    const get = (headers: Record<string, string>): Promise<Response> =>
      fetch(url, { headers: { Authorization: `DPoP ${accessToken}`, ...headers } });
    const right = { method: 'GET', url, accessToken };
    const used = await dpopKey.proof(right);
    await get({ DPoP: used });
    for (const DPoP of [
      '',
      used,
      await dpopKey.proof({ ...right, broken: 'ath' }),
      await dpopKey.proof({ ...right, broken: 'htu' }),
    ]) {
      const refused = await get({ DPoP });
      expect(refused.status).toBe(401);
      expect(challengeOf(refused)).toContain('DPoP realm="fake", error="invalid_dpop_proof"');
    }
  });

  test('[S1.18] wants the nonce that the switch names, and gives it along', async () => {
    const tokens = await boundSignIn();
    switches.resourceNonce = 'r1';
    const refused = await call(tokens, { dpopKey });
    expect(challengeOf(refused)).toContain('error="use_dpop_nonce"');
    expect(refused.headers.get('DPoP-Nonce')).toBe('r1');
    switches.resourceNonce = 'r2';
    expect((await call(tokens, { dpopKey, nonce: 'r1' })).status).toBe(401);
    const passed = await call(tokens, { dpopKey, nonce: 'r2' });
    expect([passed.status, passed.headers.get('DPoP-Nonce')]).toEqual([200, 'r2']);
  });

  test.each([-86_400, 86_400])(
    '[S1.18] refuses a device whose clock is off by %d s, unless the nonce says when',
    async (offset) => {
      const tokens = await boundSignIn();
      const url = `${resource}/files`;
      const accessToken = tokens.access_token;
      const get = async (nonce?: string): Promise<Response> => {
        const claims = { iat: Math.floor(clock.now / 1000) + offset };
        const more = nonce === undefined ? {} : { nonce };
        const DPoP = await dpopKey.proof({ method: 'GET', url, accessToken, claims, ...more });
        return fetch(url, { headers: { Authorization: `DPoP ${accessToken}`, DPoP } });
      };
      expect(challengeOf(await get())).toContain('error="invalid_dpop_proof"');
      switches.resourceNonce = 'r1';
      expect(challengeOf(await get())).toContain('error="use_dpop_nonce"');
      expect((await get('r1')).status).toBe(200);
    },
  );

  test('takes no Bearer token where requiresDpop is on', async () => {
    const tokens = await signIn();
    switches.requiresDpop = true;
    const refused = await call(tokens);
    expect(await refused.json()).toMatchObject({ code: 'MISSING_CREDENTIALS' });
    expect((await call(await boundSignIn(), { dpopKey })).status).toBe(200);
  });
});
