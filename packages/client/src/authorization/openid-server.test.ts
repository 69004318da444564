import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { createWorld, issuer, requestOf, resource } from '../test-support/world.js';

const world = createWorld();
const discoveryUrl = `${issuer}/.well-known/openid-configuration`;

function publish(changes: Record<string, unknown>): void {
  world.server.use(
    http.get(discoveryUrl, () =>
      HttpResponse.json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        end_session_endpoint: `${issuer}/logout`,
        authorization_response_iss_parameter_supported: true,
        ...changes,
      }),
    ),
  );
}

describe('metadata', () => {
  test.each([
    ['another issuer [10.5.3]', { issuer: 'https://evil.example' }],
    ['an issuer that differs by a slash', { issuer: `${issuer}/` }],
    ['an endpoint that is a script [S3.15]', { authorization_endpoint: 'javascript:alert(1)' }],
    ['an endpoint over http', { authorization_endpoint: 'http://login.example/authorize' }],
  ])('with %s is refused, and the page does not leave', async (_, changes) => {
    publish(changes);
    const page = world.page();
    await expect(world.client(page).signIn()).rejects.toMatchObject({
      code: 'AUTHORIZATION_SERVER_UNREACHABLE',
    });
    expect(page.leftFor).toBeUndefined();
    expect(page.sessionStorage.entries()).toEqual({});
  });

  test('with another issuer is told with what to give', async () => {
    publish({ issuer: `${issuer}/` });
    await expect(world.client(world.page()).signIn()).rejects.toThrow(
      'its metadata names another issuer: give that one to the letter, slash included',
    );
  });

  test.each([
    'authorization_endpoint',
    'pushed_authorization_request_endpoint',
    'token_endpoint',
    'revocation_endpoint',
    'end_session_endpoint',
    'jwks_uri',
  ])('of a loopback server that names http elsewhere as %s is refused', async (endpoint) => {
    const local = 'http://localhost:4400';
    world.server.use(
      http.get(`${local}/.well-known/openid-configuration`, () =>
        HttpResponse.json({
          issuer: local,
          authorization_endpoint: `${local}/authorize`,
          token_endpoint: `${local}/token`,
          revocation_endpoint: `${local}/revoke`,
          end_session_endpoint: `${local}/logout`,
          jwks_uri: `${local}/jwks`,
          [endpoint]: 'http://login.example/x',
        }),
      ),
    );
    const page = world.page();
    await expect(world.client(page, { issuer: local }).signIn()).rejects.toMatchObject({
      code: 'AUTHORIZATION_SERVER_UNREACHABLE',
      message: expect.stringContaining(`${endpoint} is not https`) as string,
    });
    expect(page.leftFor).toBeUndefined();
  });

  test('that has nowhere to authorize is refused', async () => {
    publish({ authorization_endpoint: undefined });
    await expect(world.client(world.page()).signIn()).rejects.toMatchObject({
      code: 'AUTHORIZATION_SERVER_UNREACHABLE',
    });
  });

  test('with a logout page that is a script is refused', async () => {
    publish({ end_session_endpoint: 'javascript:alert(1)' });
    const page = world.page();
    await expect(world.client(page).signOut()).rejects.toThrow('end_session_endpoint is not https');
    expect(page.leftFor).toBeUndefined();
  });

  test('is fetched once, and again only after a failure', async () => {
    const page = world.page();
    const client = world.client(page);
    const fetched = () => world.sent.filter(({ url }) => url === discoveryUrl).length;
    world.switches.offline = 'authorization-server';
    await expect(client.signIn()).rejects.toMatchObject({
      code: 'AUTHORIZATION_SERVER_UNREACHABLE',
      message: expect.stringContaining(issuer) as string,
    });
    delete world.switches.offline;
    await client.signIn();
    await client.signIn();
    expect(fetched()).toBe(2);
  });

  test('says which protocol scopes the server offers; others are not asked for', async () => {
    publish({ scopes_supported: ['openid', 'profile'] });
    const page = world.page();
    await world.client(page).signIn();
    expect(requestOf(page.leftFor).get('scope')).toBe('openid files:read');
  });
});

test('languages are told to every page of the server', async () => {
  const { client, page } = await world.signedIn({ uiLocales: ['de-AT', 'en'] });
  await client.requestPermission('files:write');
  await client.signOut();
  const visited = [page.popups[0]?.visited[0], page.leftFor];
  expect(visited.map((url) => requestOf(url).get('ui_locales'))).toEqual(['de-AT en', 'de-AT en']);
});

describe('a token response', () => {
  const signInWith = async (respond: () => Response): Promise<unknown> => {
    const page = world.page();
    await world.client(page).signIn();
    const back = await page.follow();
    world.server.use(http.post(`${issuer}/token`, respond));
    const client = world.client(back);
    const error = await client.handleRedirect().catch((thrown: unknown) => thrown);
    expect(client.getSnapshot().status).toBe('signed-out');
    expect(back.localStorage.entries()).toEqual({});
    return error;
  };
  const secret = 'a-token-that-must-not-leak';
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const idToken = (claims: object): string =>
    `${encode({ alg: 'RS256' })}.${encode({ iss: issuer, aud: 'web', sub: 'user-1', iat: now, exp: now + 60, ...claims })}.c2ln`;

  test.each<[string, Record<string, unknown>]>([
    ['without an ID token', {}],
    ['with the ID token of another nonce [10.5.1]', { id_token: idToken({ nonce: 'other' }) }],
    ['with the ID token of another client [10.5.4]', { id_token: idToken({ aud: 'other' }) }],
    ['with the ID token of another issuer', { id_token: idToken({ iss: 'https://evil.example' }) }],
    ['with an expired ID token', { id_token: idToken({ exp: now - 3600 }) }],
    ['of a token type that is not understood', { token_type: 'mac' }],
  ])('%s is refused, and nothing of it is in the error', async (_, changes) => {
    const error = await signInWith(() =>
      HttpResponse.json({ access_token: secret, token_type: 'Bearer', ...changes }),
    );
    expect(error).toMatchObject({ code: 'CALLBACK_REFUSED', reason: 'invalid-response' });
    expect((error as Error).cause).toBeUndefined();
    expect(`${(error as Error).message}${JSON.stringify(error)}`).not.toContain(secret);
  });

  test.each([
    [
      'an error',
      () => HttpResponse.json({ error: 'invalid_client' }, { status: 401 }),
      'AUTHORIZATION_FAILED',
    ],
    [
      'a failure',
      () => HttpResponse.json({ error: 'x' }, { status: 500 }),
      'AUTHORIZATION_SERVER_UNREACHABLE',
    ],
    [
      'a page',
      () => HttpResponse.html('<p>busy', { status: 200 }),
      'AUTHORIZATION_SERVER_UNREACHABLE',
    ],
    ['nothing', () => HttpResponse.error(), 'AUTHORIZATION_SERVER_UNREACHABLE'],
  ])('that is %s fails clearly', async (_, respond, code) => {
    expect(await signInWith(respond)).toMatchObject({ code });
  });

  test('error codes that do not look like one are not repeated', async () => {
    const error = await signInWith(() => HttpResponse.json({ error: '<script>' }, { status: 400 }));
    expect(error).toMatchObject({ error: 'unknown_error' });
  });
});

test('an error of the authorization server while calling the API is told as one', async () => {
  const { client } = await world.signedIn();
  world.clock.now += 301_000;
  world.server.use(
    http.post(`${issuer}/token`, () =>
      HttpResponse.json({ error: 'unauthorized_client' }, { status: 400 }),
    ),
  );
  await expect(client.fetch(`${resource}/files`)).rejects.toMatchObject({
    code: 'AUTHORIZATION_FAILED',
    error: 'unauthorized_client',
  });
  expect(client.getSnapshot().status).toBe('signed-in');
});
