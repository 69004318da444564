import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  authorizeAs,
  callbackOf,
  clientId,
  exchange,
  redirectUri,
  refresh,
  resource,
  startDemo,
  type Demo,
} from './test-support/demo.js';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
}, 60_000);
afterAll(() => demo.close());

describe('the code flow', () => {
  test('ends with an at+jwt access token that carries exactly what was ticked', async () => {
    const tokens = await authorizeAs(demo, demo.browser(), {
      user: 'ada',
      scope: 'files:read files:write',
      ticked: ['files:read'],
    });
    expect(tokens).toMatchObject({
      status: 200,
      scope: 'files:read',
      pages: ['sign-in', 'consent'],
    });
    expect(tokens).not.toHaveProperty('unavailable_scope');
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({
      typ: 'at+jwt',
      alg: 'RS256',
    });
    const claims = decodeJwt(tokens.access_token);
    expect(claims).toMatchObject({
      iss: demo.server.url,
      aud: resource,
      sub: 'ada',
      client_id: clientId,
      scope: 'files:read',
      grant_version: 1,
    });
    expect(claims.exp! - claims.iat!).toBe(300);
    expect(typeof claims.jti).toBe('string');
    expect(decodeJwt(tokens.id_token!)).toMatchObject({
      sub: 'ada',
      nonce: 'nonce-1',
      aud: clientId,
    });
    expect(await refresh(demo, tokens)).toMatchObject({ status: 200, scope: 'files:read' });
  });

  test('passes the checks of a strict client, with discovery, iss and state', async () => {
    const configuration = await client.discovery(
      new URL(demo.server.url),
      clientId,
      undefined,
      client.None(),
      { execute: [client.allowInsecureRequests] },
    );
    const verifier = client.randomPKCECodeVerifier();
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid offline_access profile files:read',
      resource,
      state: 'a b&c',
      nonce: 'n',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const browser = demo.browser();
    const signIn = await browser.get(url.href);
    const consent = await browser.submit(signIn, '/sign-in', { user: 'ada' });
    const back = await browser.submit(consent, '/consent', { scope: ['files:read', 'profile'] });
    expect(callbackOf(back).get('iss')).toBe(demo.server.url);

    const tokens = await client.authorizationCodeGrant(
      configuration,
      new URL(back.location!),
      { pkceCodeVerifier: verifier, expectedState: 'a b&c', expectedNonce: 'n' },
      { resource },
    );
    expect(tokens.scope).toBe('files:read');
    expect(tokens.claims()).toMatchObject({ sub: 'ada', name: 'Ada Lovelace' });
    expect(tokens.refresh_token).toEqual(expect.any(String));
  });

  test('gives a client that names no resource a token for the one of its scopes', async () => {
    const tokens = await authorizeAs(demo, demo.browser(), {
      user: 'ada',
      scope: 'files:read',
      extra: { resource: undefined },
    });
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: resource, scope: 'files:read' });
    const again = await refresh(demo, tokens);
    expect(decodeJwt(again.access_token)).toMatchObject({ aud: resource, scope: 'files:read' });
  });

  test('gives an access token for userinfo when only protocol scopes are asked for', async () => {
    const tokens = await authorizeAs(demo, demo.browser(), {
      user: 'ada',
      scope: 'profile',
      extra: { resource: undefined },
    });
    const userinfo = await fetch(`${demo.server.url}/me`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await userinfo.json()).toEqual({ sub: 'ada', name: 'Ada Lovelace' });
    expect(decodeJwt(tokens.id_token!)).toMatchObject({ name: 'Ada Lovelace' });
  });
});

describe('an authorization request', () => {
  test.each([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with PKCE plain', { code_challenge_method: 'plain' }],
    ['with a challenge and no method', { code_challenge_method: undefined }],
    ['for the implicit flow', { response_type: 'token' }],
    ['for another resource', { resource: 'http://localhost:9999' }],
    ['with a scope that is no scope-token', { scope: 'openid "' }],
  ])('%s goes back with an error, the state and the issuer', async (_description, extra) => {
    const page = await demo.browser().get(demo.authorize('files:read', extra).url);
    const parameters = new URL(page.location!.replace('#', '?')).searchParams;
    expect(page.location).toMatch(/^http:\/\/localhost:4402\/callback[?#]/);
    expect(parameters.get('error')).toMatch(/^(invalid|unsupported)_/);
    expect(parameters.get('code')).toBeNull();
    expect(parameters.get('state')).toBe('state-1');
    expect(parameters.get('iss')).toBe(demo.server.url);
  });

  test.each([
    ['an unregistered redirect URI', { redirect_uri: 'http://localhost:4402/other' }],
    ['a registered redirect URI with more behind it', { redirect_uri: `${redirectUri}/more` }],
    ['an unknown client', { client_id: 'nobody' }],
  ])('with %s ends on an error page, not in a redirect', async (_description, extra) => {
    const page = await demo.browser().get(demo.authorize('files:read', extra).url);
    expect(page.location).toBeUndefined();
    expect(page.status).toBe(400);
    expect(page.body).toContain('<h1>');
    expect(page.body).not.toContain('state-1');
  });
});

describe('the token endpoint', () => {
  test('takes a code once; the second use ends the tokens of the first', async () => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const { url, verifier } = demo.authorize('files:read');
    const code = callbackOf(await browser.get(url)).get('code')!;
    const first = await exchange(demo, code, verifier);
    expect(first.status).toBe(200);
    expect(await exchange(demo, code, verifier)).toMatchObject({
      status: 400,
      error: 'invalid_grant',
    });
    expect(await refresh(demo, first)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  test('lets one of two simultaneous exchanges of a code pass', async () => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const { url, verifier } = demo.authorize('files:read');
    const code = callbackOf(await browser.get(url)).get('code')!;
    const results = await Promise.all([
      exchange(demo, code, verifier),
      exchange(demo, code, verifier),
    ]);
    expect(results.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('refuses a wrong code verifier', async () => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const code = callbackOf(await browser.get(demo.authorize('files:read').url)).get('code')!;
    expect(await exchange(demo, code, 'x'.repeat(43))).toMatchObject({
      status: 400,
      error: 'invalid_grant',
    });
  });

  test.each(['/token', '/token/revocation'])(
    'answers %s to the origin of a registered client only',
    async (path) => {
      const ask = (origin: string) =>
        fetch(demo.server.url + path, {
          method: 'POST',
          headers: { origin },
          body: new URLSearchParams({ client_id: clientId, token: 'x', grant_type: 'x' }),
        });
      const own = await ask('http://localhost:4402');
      expect(own.headers.get('access-control-allow-origin')).toBe('http://localhost:4402');
      const foreign = await ask('http://evil.example');
      expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
      expect(foreign.status).toBe(400);
    },
  );
});

test.each([
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/jwks',
])('lets scripts of registered applications read %s, and no others', async (path) => {
  const allowed = async (origin: string) => {
    const response = await fetch(demo.server.url + path, { headers: { origin } });
    return response.headers.get('access-control-allow-origin');
  };
  expect(await allowed('http://localhost:4402')).toBe('http://localhost:4402');
  expect(await allowed('http://evil.example')).toBeNull();
});

test('answers no other host than the issuer’s', async () => {
  const { port } = new URL(demo.server.url);
  const [response] = (await once(
    get({ host: 'localhost', port, headers: { host: `rebound.example:${port}` } }),
    'response',
  )) as [IncomingMessage];
  response.resume();
  expect(response.statusCode).toBe(421);
});
