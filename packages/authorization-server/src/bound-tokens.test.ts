import {
  createDpopKey,
  type BrokenProof,
  type DpopKey,
  type ProofOptions,
} from '@stepscope/testing';
import { ScopeSet } from '@stepscope/core';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from './test-support/browser.js';
import {
  application,
  authorizeAs,
  callbackOf,
  clientId,
  redirectUri,
  startDemo,
  type Demo,
  type TokenResponse,
} from './test-support/demo.js';

const scope = 'files:read files:write';
const algorithms = ['ES256', 'Ed25519', 'EdDSA'] as const;

let demo: Demo;
/** Has signed in and consented, so that each authorization request ends with a code at once. */
let browser: Browser;
let key: DpopKey;
beforeAll(async () => {
  demo = await startDemo();
  browser = demo.browser();
  await authorizeAs(demo, browser, { user: 'ada', scope });
  key = await createDpopKey();
}, 60_000);
afterAll(() => demo.close());

type Fields = Record<string, string>;

/** What exchanges a new code. */
async function newCode(extra: Record<string, string> = {}): Promise<Fields> {
  const { url, verifier } = demo.authorize(scope, extra);
  return codeFields(callbackOf(await browser.get(url)), verifier);
}

function codeFields(callback: URLSearchParams, verifier: string): Fields {
  return {
    grant_type: 'authorization_code',
    code: callback.get('code') ?? '',
    code_verifier: verifier,
    redirect_uri: redirectUri,
  };
}

function refreshFields({ refresh_token }: TokenResponse): Fields {
  return { grant_type: 'refresh_token', refresh_token: refresh_token ?? '' };
}

async function proofBy(of: DpopKey, options: Partial<ProofOptions> = {}): Promise<string> {
  return of.proof({ method: 'POST', url: `${demo.server.url}/token`, ...options });
}

/** The answer to a token request that nothing can come of, with this proof. */
async function refusal(proof: string): Promise<Response> {
  return fetch(`${demo.server.url}/token`, {
    method: 'POST',
    headers: { origin: new URL(redirectUri).origin, dpop: proof },
    body: new URLSearchParams({
      client_id: clientId,
      grant_type: 'refresh_token',
      refresh_token: 'x',
    }),
  });
}

async function currentNonce(): Promise<string> {
  return (await refusal(await proofBy(key))).headers.get('dpop-nonce') ?? '';
}

/** A token request with a proof by `of`, with the nonce that the server wants. */
async function prove(
  fields: Fields,
  { of = key, ...options }: Partial<ProofOptions> & { readonly of?: DpopKey } = {},
): Promise<TokenResponse> {
  const proof = await proofBy(of, { nonce: await currentNonce(), ...options });
  return demo.token(fields, { dpop: proof });
}

function boundTo(accessToken: string): unknown {
  return decodeJwt(accessToken)['cnf'];
}

describe('a client that proves a key', () => {
  test.each(algorithms)('gets tokens that are bound to it, by %s', async (algorithm) => {
    const of = await createDpopKey({ algorithm });
    const first = await prove(await newCode(), { of });
    expect(first).toMatchObject({ status: 200, token_type: 'DPoP', scope });
    expect(boundTo(first.access_token)).toEqual({ jkt: of.jkt });
    const second = await prove(refreshFields(first), { of });
    expect(second).toMatchObject({ status: 200, token_type: 'DPoP', scope });
    expect(boundTo(second.access_token)).toEqual({ jkt: of.jkt });
  });

  test('has refresh tokens that work with no other key, and not as a bearer’s', async () => {
    const first = await prove(await newCode());
    const refused = { status: 400, error: 'invalid_grant' };
    const thief = await createDpopKey();
    expect(await demo.token(refreshFields(first))).toMatchObject(refused);
    expect(await prove(refreshFields(first), { of: thief })).toMatchObject(refused);
    const second = await prove(refreshFields(first));
    expect(second).toMatchObject({ status: 200, token_type: 'DPoP' });
    expect(await prove(refreshFields(second), { of: thief })).toMatchObject(refused);
    expect(await prove(refreshFields(second))).toMatchObject({ status: 200 });
  });

  test('asks for userinfo with a proof, and not without', async () => {
    const { verifier, url } = demo.authorize('', { resource: undefined });
    const tokens = await prove(codeFields(callbackOf(await browser.get(url)), verifier));
    const { access_token: accessToken } = tokens;
    const ask = (scheme: string, dpop?: string) =>
      fetch(`${demo.server.url}/me`, {
        headers: { authorization: `${scheme} ${accessToken}`, ...(dpop && { dpop }) },
      });
    const proof = { method: 'GET', url: `${demo.server.url}/me`, accessToken };
    const nonce = await currentNonce();
    const answer = await ask('DPoP', await proofBy(key, { ...proof, nonce }));
    expect(await answer.json()).toEqual({ sub: 'ada' });
    expect((await ask('Bearer')).status).toBe(401);
    const noNonce = await ask('DPoP', await proofBy(key, proof));
    expect(noNonce.status).toBe(401);
    expect(noNonce.headers.get('www-authenticate')).toContain('error="use_dpop_nonce"');
  });

  test('ends its refresh token by revocation, for which it proves nothing', async () => {
    const tokens = await prove(await newCode());
    const body = { client_id: clientId, token: tokens.refresh_token ?? '' };
    const revoked = await fetch(`${demo.server.url}/token/revocation`, {
      method: 'POST',
      body: new URLSearchParams(body),
    });
    expect(revoked.status).toBe(200);
    expect(await prove(refreshFields(tokens))).toMatchObject({ error: 'invalid_grant' });
  });

  test('gets narrower tokens by the same key after a scope was taken back', async () => {
    const tokens = await prove(await newCode());
    await demo.directory.revokeConsent('ada', clientId, ScopeSet.of('files:write'));
    const narrower = await prove(refreshFields(tokens));
    expect(narrower).toMatchObject({ status: 200, token_type: 'DPoP', scope: 'files:read' });
    expect(boundTo(narrower.access_token)).toEqual({ jkt: key.jkt });
    await demo.directory.recordConsent('ada', clientId, {
      granted: ScopeSet.parse(scope),
      declined: ScopeSet.empty,
    });
  });
});

test('a client that proves no key gets bearer tokens, unbound', async () => {
  const tokens = await demo.token(await newCode());
  expect(tokens).toMatchObject({ status: 200, token_type: 'Bearer' });
  expect(boundTo(tokens.access_token)).toBeUndefined();
  expect(await demo.token(refreshFields(tokens))).toMatchObject({ token_type: 'Bearer' });
});

test('a refresh token that was a bearer’s is bound from the first proof on', async () => {
  const bearer = await demo.token(await newCode());
  const first = await prove(refreshFields(bearer));
  expect(first).toMatchObject({ status: 200, token_type: 'DPoP' });
  const refused = { status: 400, error: 'invalid_grant' };
  expect(await demo.token(refreshFields(first))).toMatchObject(refused);
  const thief = await createDpopKey();
  expect(await prove(refreshFields(first), { of: thief })).toMatchObject(refused);
  expect(await prove(refreshFields(first))).toMatchObject({ status: 200, token_type: 'DPoP' });
});

describe('a code that is bound to a key (dpop_jkt)', () => {
  test('is exchanged with a proof by that key', async () => {
    const tokens = await prove(await newCode({ dpop_jkt: key.jkt }));
    expect(tokens).toMatchObject({ status: 200, token_type: 'DPoP' });
  });

  test.each([
    ['by another key', () => createDpopKey()],
    ['by none', () => undefined],
  ])('is refused with a proof %s', async (_, thief) => {
    const fields = await newCode({ dpop_jkt: key.jkt });
    const of = await thief();
    const answer = of === undefined ? await demo.token(fields) : await prove(fields, { of });
    expect(answer).toMatchObject({ status: 400, error: 'invalid_grant' });
  });
});

describe('[S1.16] a bad proof is 400 invalid_dpop_proof', () => {
  const broken: readonly BrokenProof[] = [
    'not-a-jwt',
    'two-proofs',
    'typ',
    'no-typ',
    'alg-none',
    'hs256-with-public-key',
    'symmetric-jwk',
    'no-jwk',
    'private-jwk',
    'other-jwk',
    'crit',
    'no-htm',
    'htm',
    'htm-lowercase',
    'no-htu',
    'htu',
    'htu-host',
    'htu-scheme',
    'htu-relative',
    'no-iat',
    'iat-text',
    'no-jti',
    'jti-empty',
    'jti-number',
    'signature',
    'empty-signature',
  ];

  test('an empty header, for which no bearer token is given', async () => {
    const code = await newCode();
    const refused = { status: 400, error: 'invalid_dpop_proof' };
    expect(await demo.token(code, { dpop: '' })).toMatchObject(refused);
    const bearer = await demo.token(code);
    expect(await demo.token(refreshFields(bearer), { dpop: '' })).toMatchObject(refused);
  });

  test.each(broken)('%s', async (defect) => {
    const answer = await refusal(
      await proofBy(key, { nonce: await currentNonce(), broken: defect }),
    );
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: 'invalid_dpop_proof' });
  });

  test('used before', async () => {
    const proof = await proofBy(key, { nonce: await currentNonce() });
    const first = await demo.token(await newCode(), { dpop: proof });
    expect(first.status).toBe(200);
    const replayed = { status: 400, error: 'invalid_dpop_proof' };
    expect(await demo.token(refreshFields(first), { dpop: proof })).toMatchObject(replayed);
    expect(await prove(refreshFields(first))).toMatchObject({ status: 200 });
  });

  test('used by two requests at once: one of them passes', async () => {
    const proof = await proofBy(key, { nonce: await currentNonce() });
    const codes = [await newCode(), await newCode()];
    const answers = await Promise.all(codes.map((code) => demo.token(code, { dpop: proof })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('but one whose URL has a query passes: that counts for nothing', async () => {
    const claims = { htu: `${demo.server.url}/token?a=b#c` };
    expect(await prove(await newCode(), { claims })).toMatchObject({ status: 200 });
  });
});

describe('[S1.18] nonces', () => {
  test.each([
    ['none', undefined],
    ['one that somebody made up', 'a'.repeat(43)],
  ])(
    'with %s the answer is 400 use_dpop_nonce and one DPoP-Nonce, and the code stays good',
    async (_, nonce) => {
      const code = await newCode();
      const proof = await proofBy(key, { ...(nonce && { nonce }) });
      const answer = await demo.token(code, { dpop: proof });
      expect(answer).toMatchObject({ status: 400, error: 'use_dpop_nonce' });
      expect(await currentNonce()).toMatch(/^[\w-]{43}$/);
      expect(await prove(code)).toMatchObject({ status: 200 });
    },
  );

  test.each(['iat-old', 'iat-future'] as const)(
    'stand in for the clock of a device that is off: %s passes with one',
    async (broken) => {
      const tokens = await prove(await newCode(), { broken });
      expect(tokens).toMatchObject({ status: 200, token_type: 'DPoP' });
    },
  );

  test('are taken by a server that starts again with the same database', async () => {
    const first = await prove(await newCode());
    const nonce = await currentNonce();
    const { database, server } = demo;
    await server.close();
    const again = await startDemo({ database, issuer: server.url });
    demo = { ...again, close: async () => (await again.close(), await database.close()) };
    const proof = await proofBy(key, { nonce });
    const second = await demo.token(refreshFields(first), { dpop: proof });
    expect(second).toMatchObject({ status: 200, token_type: 'DPoP' });
  });

  test('are asked of old proofs alone where the server requires none', async () => {
    const lenient = await startDemo({ requireDpopNonce: false });
    const url = `${lenient.server.url}/token`;
    const fields = { grant_type: 'refresh_token', refresh_token: 'x' };
    const send = async (options: Partial<ProofOptions>) =>
      lenient.token(fields, { dpop: await key.proof({ method: 'POST', url, ...options }) });
    expect(await send({})).toMatchObject({ error: 'invalid_grant' });
    expect(await send({ broken: 'iat-old' })).toMatchObject({ error: 'use_dpop_nonce' });
    expect(await send({ broken: 'iat-future' })).toMatchObject({ error: 'use_dpop_nonce' });
    await lenient.close();
  });
});

test('an application whose tokens must be bound gets none without a proof [10.4.14]', async () => {
  const bound = { ...application, dpopBoundAccessTokens: true };
  const strict = await startDemo({ configuration: { applications: [bound] } });
  const tokens = await authorizeAs(strict, strict.browser(), { user: 'ada', scope });
  expect(tokens).toMatchObject({ status: 400, error: 'invalid_grant' });
  await strict.close();
});

test.each(['openid-configuration', 'oauth-authorization-server'])(
  '%s names the algorithms of proofs, all of them asymmetric',
  async (name) => {
    const metadata = await (await fetch(`${demo.server.url}/.well-known/${name}`)).json();
    expect(metadata).toMatchObject({ dpop_signing_alg_values_supported: algorithms });
  },
);

describe('scripts of an application', () => {
  const ask = (origin: string) =>
    fetch(`${demo.server.url}/token`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'dpop',
      },
    });

  test('may send proofs to the token endpoint, and others may not', async () => {
    const own = await ask(new URL(redirectUri).origin);
    expect(own.headers.get('access-control-allow-headers')).toBe('dpop');
    expect(own.headers.get('access-control-allow-origin')).toBe(new URL(redirectUri).origin);
    const foreign = await ask('http://evil.example');
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('may read the nonce', async () => {
    const answer = await refusal(await proofBy(key));
    expect(answer.headers.get('access-control-expose-headers')).toContain('DPoP-Nonce');
    expect(answer.headers.get('dpop-nonce')).not.toBeNull();
  });
});
