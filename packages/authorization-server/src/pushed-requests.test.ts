import { createDpopKey, type DpopKey } from '@stepscope/testing';
import { decodeJwt, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createModelAdapter } from './storage/model-adapter.js';
import { openTables, sweepExpired } from './storage/tables.js';
import type { Browser, Page } from './test-support/browser.js';
import {
  application,
  authorizeAs,
  callbackOf,
  clientId,
  exchange,
  redirectUri,
  startDemo,
  type Demo,
} from './test-support/demo.js';

const scope = 'files:read files:write';
const origin = new URL(redirectUri).origin;
const other = { ...application, clientId: 'other-app' };

let demo: Demo;
/** Has signed in and consented, so that each authorization request ends with a code at once. */
let browser: Browser;
let key: DpopKey;
beforeAll(async () => {
  demo = await startDemo({ configuration: { applications: [application, other] } });
  browser = demo.browser();
  await authorizeAs(demo, browser, { user: 'ada', scope });
  key = await createDpopKey();
}, 60_000);
afterAll(() => demo.close());

interface Pushed {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  /** Where the user goes with it. */
  readonly url: string;
  readonly verifier: string;
}

/** Pushes the authorization request that `demo.authorize` would make. */
async function push(
  extra: Record<string, string | undefined> = {},
  headers: Record<string, string> = {},
): Promise<Pushed> {
  const { url, verifier } = demo.authorize(scope, extra);
  const answer = await fetch(`${demo.server.url}/request`, {
    method: 'POST',
    headers: { origin, ...headers },
    body: new URL(url).searchParams,
  });
  const body = (await answer.json()) as Record<string, unknown>;
  const begin = new URL('/auth', demo.server.url);
  begin.searchParams.set('client_id', clientId);
  begin.searchParams.set('request_uri', String(body['request_uri']));
  return { status: answer.status, headers: answer.headers, body, url: begin.href, verifier };
}

async function proof(nonce?: string, of = key): Promise<string> {
  const url = `${demo.server.url}/request`;
  return of.proof({ method: 'POST', url, ...(nonce !== undefined && { nonce }) });
}

/** A nonce of the server, from its refusal of a proof without one. */
async function newNonce(): Promise<string> {
  return (await push({}, { dpop: await proof() })).headers.get('dpop-nonce') ?? '';
}

function codeOf(page: Page): string {
  return callbackOf(page).get('code') ?? '';
}

describe('a pushed authorization request [S1.22]', () => {
  test('is answered 201 with a request_uri for a minute, and is the request', async () => {
    const { status, body, url, verifier } = await push();
    expect(status).toBe(201);
    expect(body).toEqual({
      request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:[\w-]{32,}$/),
      expires_in: 60,
    });
    const page = await browser.get(url);
    expect(callbackOf(page).get('state')).toBe('state-1');
    const tokens = await exchange(demo, codeOf(page), verifier);
    expect(tokens).toMatchObject({ status: 200, scope, token_type: 'Bearer' });
    expect(tokens.refresh_token).toEqual(expect.any(String));
    expect(decodeJwt(tokens.id_token ?? '')).toMatchObject({ nonce: 'nonce-1' });
  });

  test('asks the user what it asks for, and names what cannot be had', async () => {
    const { url, verifier } = await push({ scope: 'openid files:read files:delete files:write' });
    const bob = demo.browser();
    const signIn = await bob.get(url);
    const consent = await bob.submit(signIn, '/sign-in', { user: 'bob' });
    expect(consent.body).toContain('value="files:read"');
    const back = await bob.submit(consent, '/consent', { scope: ['files:read'] });
    expect(await exchange(demo, codeOf(back), verifier)).toMatchObject({
      scope: 'files:read',
      unavailable_scope: 'files:delete files:write',
    });
  });

  test('is not changed by what stands beside its request_uri, nor by our own parameter', async () => {
    const { url, verifier } = await push({ scope: 'openid files:read', requested_scope: scope });
    const page = await browser.get(`${url}&scope=${scope}&requested_scope=${scope}&state=other`);
    expect(callbackOf(page).get('state')).toBe('state-1');
    const tokens = await exchange(demo, codeOf(page), verifier);
    expect(tokens).toMatchObject({ scope: 'files:read' });
    expect(tokens).not.toHaveProperty('unavailable_scope');
  });

  test('counts once', async () => {
    const { url } = await push();
    expect(codeOf(await browser.get(url))).not.toBe('');
    const again = callbackOf(await browser.get(url));
    expect([again.get('error'), again.get('code')]).toEqual(['invalid_request_uri', null]);
  });

  test('counts once for two who have begun with it, however late they answer', async () => {
    const { url } = await push();
    const [first, second] = [demo.browser(), demo.browser()];
    const [firstPage, secondPage] = [await first.get(url), await second.get(url)];
    const answered = await first.submit(firstPage, '/sign-in', { user: 'ada' });
    expect(codeOf(answered)).not.toBe('');
    await sweepExpired(await openTables(demo.database), new Date(Date.now() + 55 * 60 * 1000));
    const late = callbackOf(await second.submit(secondPage, '/sign-in', { user: 'ada' }));
    expect([late.get('error'), late.get('code')]).toEqual(['invalid_request_uri', null]);
  });

  test('is bound to its client', async () => {
    const { url } = await push();
    const stolen = callbackOf(await browser.get(url.replace(clientId, other.clientId)));
    expect([stolen.get('error'), stolen.get('code')]).toEqual(['invalid_request_object', null]);
  });

  test('survives the change of the account', async () => {
    const { url, verifier } = await push({ dpop_jkt: key.jkt, prompt: 'login' });
    const visitor = demo.browser();
    await authorizeAs(demo, visitor, { user: 'ada', scope: 'files:read' });
    const page = await visitor.get(url);
    const consent = await visitor.submit(page, '/sign-in', { user: 'bob' });
    const signIn = await visitor.submit(consent, '/switch');
    const back = await visitor.submit(signIn, '/sign-in', { user: 'ada' });
    const asked = back.body.includes('/consent"')
      ? await visitor.submit(back, '/consent', { scope: scope.split(' ') })
      : back;
    // Still bound to the key: without a proof there is nothing to be had.
    expect(await exchange(demo, codeOf(asked), verifier)).toMatchObject({ error: 'invalid_grant' });
  });

  test('counts once, also where the account was changed: for whoever answers first', async () => {
    const begin = async () => {
      const visitor = demo.browser();
      const page = await visitor.get(pushed.url);
      const consent = await visitor.submit(page, '/sign-in', { user: 'bob' });
      const signIn = await visitor.submit(consent, '/switch');
      expect(signIn.url).not.toContain('state-1');
      return async () => callbackOf(await visitor.submit(signIn, '/sign-in', { user: 'ada' }));
    };
    const refused = (callback: URLSearchParams) =>
      expect([callback.get('error'), callback.get('code')]).toEqual(['invalid_request_uri', null]);

    let pushed = await push();
    const [answer, answerLate] = [await begin(), await begin()];
    const first = await answer();
    expect(first.get('state')).toBe('state-1');
    refused(callbackOf(await browser.get(pushed.url)));
    refused(await answerLate());
    const tokens = await exchange(demo, first.get('code') ?? '', pushed.verifier);
    expect(tokens).toMatchObject({ status: 200, scope });

    pushed = await push();
    const answerSecond = await begin();
    expect(codeOf(await browser.get(pushed.url))).not.toBe('');
    refused(await answerSecond());
  });

  test.each([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with PKCE plain', { code_challenge_method: 'plain' }],
    ['for the implicit flow', { response_type: 'token' }],
    ['for another resource', { resource: 'http://localhost:9999' }],
    ['for a redirect URI that is not registered', { redirect_uri: `${redirectUri}/more` }],
    ['of an unknown client', { client_id: 'nobody' }],
    ['with an answer in the fragment', { response_mode: 'fragment' }],
    ['with a request object', { request: 'a.b.c' }],
    ['with a request_uri', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }],
    ['with a scope that is no scope-token', { scope: 'openid "' }],
  ])('%s is refused at once', async (_, extra) => {
    const { status, body } = await push(extra);
    expect([400, 401]).toContain(status);
    expect(body['error']).toMatch(/^(invalid|unsupported|request)_/);
    expect(body).not.toHaveProperty('request_uri');
  });

  test('with U+0000 goes back as an error', async () => {
    const { url } = await push({ login_hint: 'a\0' });
    const { location, body } = await demo.browser().get(url);
    expect(`${location} ${body}`).toMatch(/invalid_request/);
  });

  test.each(['*/*', 'text/html'])(
    'that is larger than 56 KiB is 413 with JSON, for who accepts %s',
    async (accept) => {
      expect((await push({ ui_locales: 'a'.repeat(50 * 1024) }, { accept })).status).toBe(201);
      const { status, headers, body } = await push(
        { ui_locales: 'a'.repeat(57 * 1024) },
        { accept },
      );
      expect([status, headers.get('content-type')]).toEqual([413, expect.stringMatching(/json/)]);
      expect(body).toEqual({
        error: 'invalid_request',
        error_description: 'the request is larger than 56 KiB',
      });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
    },
  );

  test('that is larger than 56 KiB and does not say so beforehand is 413 too', async () => {
    const chunks = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let kib = 0; kib < 64; kib++) controller.enqueue(new Uint8Array(1024).fill(97));
        controller.close();
      },
    });
    const answer = await fetch(`${demo.server.url}/request`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: chunks,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: 'invalid_request' });
  });

  test('that is one too many of its application is 429 with Retry-After', async () => {
    const db = await openTables(demo.database);
    const findClient = () => Promise.resolve(undefined);
    const stored = createModelAdapter({ db, now: () => new Date(), findClient })(
      'PushedAuthorizationRequest',
    );
    const request = new UnsecuredJWT({}).setIssuer(other.clientId).encode();
    for (let count = 0; count < 500; count++) await stored.upsert(`p${count}`, { request }, 60);
    const { status, headers, body } = await push({ client_id: other.clientId });
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('access-control-expose-headers')).toContain('Retry-After');
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(body).toEqual({
      error: 'temporarily_unavailable',
      error_description: 'too many pushed requests of this client wait to be used',
    });
    expect((await push()).status).toBe(201);
  });

  test('is what no other method makes', async () => {
    const answer = await fetch(`${demo.server.url}/request`, { headers: { accept: '*/*' } });
    expect([404, 405]).toContain(answer.status);
  });
});

describe('a pushed request with a proof of a key', () => {
  test.each([
    ['the proof', async () => push({}, { dpop: await proof(await newNonce()) })],
    ['dpop_jkt', () => push({ dpop_jkt: key.jkt })],
    ['both', async () => push({ dpop_jkt: key.jkt }, { dpop: await proof(await newNonce()) })],
  ])('binds the code by %s', async (_, pushing) => {
    const [first, second] = [await pushing(), await pushing()];
    const token = async ({ url, verifier }: Pushed, of?: DpopKey) => {
      const fields = {
        grant_type: 'authorization_code',
        code: codeOf(await browser.get(url)),
        code_verifier: verifier,
        redirect_uri: redirectUri,
      };
      if (of === undefined) return demo.token(fields);
      const target = { method: 'POST', url: `${demo.server.url}/token` };
      return demo.token(fields, { dpop: await of.proof({ ...target, nonce: await newNonce() }) });
    };
    expect(await token(first)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await token(second, key)).toMatchObject({ status: 200, token_type: 'DPoP' });
  });

  test('is refused where dpop_jkt names another key', async () => {
    const { jkt } = await createDpopKey();
    const refused = await push({ dpop_jkt: jkt }, { dpop: await proof(await newNonce()) });
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  test('is refused where the proof is empty [S1.16]', async () => {
    const refused = await push({}, { dpop: '' });
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } });
    expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
  });

  test('is refused with use_dpop_nonce until it carries the nonce [S1.18]', async () => {
    const refused = await push({}, { dpop: await proof() });
    expect(refused).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } });
    expect(refused.headers.get('access-control-expose-headers')).toContain('DPoP-Nonce');
    const nonce = refused.headers.get('dpop-nonce') ?? '';
    expect((await push({}, { dpop: await proof(nonce) })).status).toBe(201);
  });

  test('is refused with a proof that has been used', async () => {
    const used = await proof(await newNonce());
    expect((await push({}, { dpop: used })).status).toBe(201);
    const again = await push({}, { dpop: used });
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } });
  });
});

test('scripts of registered applications may push, and no others', async () => {
  const allowed = async (from: string) =>
    (await push({}, { origin: from })).headers.get('access-control-allow-origin');
  expect(await allowed(origin)).toBe(origin);
  expect(await allowed('http://evil.example')).toBeNull();
});

test.each(['openid-configuration', 'oauth-authorization-server'])(
  '%s says that requests may be pushed, and need not',
  async (name) => {
    const metadata = await (await fetch(`${demo.server.url}/.well-known/${name}`)).json();
    expect(metadata).toMatchObject({
      pushed_authorization_request_endpoint: `${demo.server.url}/request`,
    });
    expect(metadata).not.toHaveProperty('require_pushed_authorization_requests');
  },
);
