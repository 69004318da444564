import { defineCatalogue } from '@stepscope/core';
import { setupServer } from 'msw/node';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { stepscopeHandlers } from './stepscope-handlers.js';
import type { StepscopeSwitches } from './switches.js';

const catalogue = defineCatalogue({
  scopes: { read: { title: 'Read' }, write: { title: 'Write' } },
  actions: { 'files.create': { title: 'Create', requires: 'write' } },
});
const issuer = 'https://login.example';
const resource = 'https://api.example';
const mail = 'https://mail.example/v2';
const mailCatalogue = defineCatalogue({ scopes: { send: { title: 'Send mail' } } });
const sendMail = { method: 'post', path: '/messages', needs: 'send' } as const;
const redirectUri = 'https://app.example/callback';
const verifier = 'v'.repeat(43);

const switches: StepscopeSwitches = {};
const server = setupServer(
  ...stepscopeHandlers({
    issuer,
    resource,
    catalogue,
    switches,
    resources: { [mail]: { catalogue: mailCatalogue, routes: [sendMail] } },
    routes: [
      { method: 'get', path: '/files', needs: 'read' },
      {
        method: 'post',
        path: '/files/:id',
        needs: 'files.create',
        respond: ({ params, token }) => Response.json({ ...params, sub: token.sub }),
      },
    ],
  }),
);
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  for (const name of Object.keys(switches)) delete switches[name as keyof StepscopeSwitches];
});
afterAll(() => server.close());

async function authorize(
  scope: string,
  more: Record<string, string> = {},
  resources: readonly string[] = [resource],
): Promise<URLSearchParams> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const request = new URL(`${issuer}/authorize`);
  request.search = new URLSearchParams({
    response_type: 'code',
    client_id: 'web',
    redirect_uri: redirectUri,
    scope,
    state: 's',
    code_challenge: Buffer.from(digest).toString('base64url'),
    code_challenge_method: 'S256',
    ...more,
  }).toString();
  for (const target of resources) request.searchParams.append('resource', target);
  const response = await fetch(request, { redirect: 'manual' });
  const location = new URL(response.headers.get('Location') ?? '');
  expect(location.href).toContain(`${redirectUri}?`);
  return location.searchParams;
}

interface Tokens {
  readonly error?: string;
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly scope?: string;
  readonly unavailable_scope?: string;
}

async function token(body: Record<string, string>): Promise<Tokens> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'web', redirect_uri: redirectUri, ...body }),
  });
  return (await response.json()) as Tokens;
}

async function signIn(scope = 'openid offline_access read'): Promise<Tokens> {
  const code = (await authorize(scope)).get('code') ?? '';
  return token({ grant_type: 'authorization_code', code, code_verifier: verifier });
}

const refresh = (refreshToken: string | undefined): Promise<Tokens> =>
  token({ grant_type: 'refresh_token', refresh_token: refreshToken ?? '' });

const call = (tokens: Tokens, method = 'GET', path = '/files'): Promise<Response> =>
  fetch(`${resource}${path}`, {
    method,
    headers: { Authorization: `Bearer ${tokens.access_token}` },
  });

describe('the authorization server', () => {
  test('grants everything at once, and names the resource’s scopes only', async () => {
    expect(await signIn('openid offline_access read write')).toMatchObject({ scope: 'read write' });
  });

  test('takes a code once, and only with its verifier', async () => {
    const code = (await authorize('read')).get('code') ?? '';
    const wrong = { grant_type: 'authorization_code', code, code_verifier: 'w'.repeat(43) };
    expect(await token(wrong)).toEqual({ error: 'invalid_grant' });
    expect(await token({ ...wrong, code_verifier: verifier })).toEqual({ error: 'invalid_grant' });
  });

  test('rotates refresh tokens, and ends the grant when one is used again', async () => {
    const first = await signIn();
    const second = await refresh(first.refresh_token);
    expect(second.access_token).not.toBe(first.access_token);
    expect(await refresh(first.refresh_token)).toEqual({ error: 'invalid_grant' });
    expect(await refresh(second.refresh_token)).toEqual({ error: 'invalid_grant' });
  });

  test('issues a refresh token for offline_access only', async () => {
    expect(await signIn('openid read')).not.toHaveProperty('refresh_token');
  });

  test.each<[string, StepscopeSwitches, string | undefined]>([
    ['denies', { denies: true }, 'access_denied'],
    ['authorizationError', { authorizationError: 'invalid_scope' }, 'invalid_scope'],
    ['nothing', {}, undefined],
  ])('%s decides the authorization response', async (_, set, error) => {
    Object.assign(switches, set);
    const response = await authorize('read');
    expect(response.get('error') ?? undefined).toBe(error);
    expect(response.get('state')).toBe('s');
    expect(response.get('iss')).toBe(issuer);
    expect(response.has('code')).toBe(error === undefined);
  });

  test('signedOut answers prompt=none with login_required, and nothing else', async () => {
    switches.signedOut = true;
    expect((await authorize('read', { prompt: 'none' })).get('error')).toBe('login_required');
    expect((await authorize('read')).has('code')).toBe(true);
  });

  test.each<[string, StepscopeSwitches, Partial<Tokens>]>([
    ['declines', { declines: ['write'] }, { scope: 'read' }],
    ['drops', { drops: ['write'] }, { scope: 'read' }],
    ['unavailable', { unavailable: ['write'] }, { scope: 'read', unavailable_scope: 'write' }],
    ['omitsScope', { omitsScope: true }, {}],
  ])('%s decides the token response', async (_, set, expected) => {
    Object.assign(switches, set);
    const { scope, unavailable_scope: unavailable } = await signIn('read write');
    expect({ scope, unavailable_scope: unavailable }).toEqual({
      scope: undefined,
      unavailable_scope: undefined,
      ...expected,
    });
  });

  test('grantEnded refuses the refresh', async () => {
    const tokens = await signIn();
    switches.grantEnded = true;
    expect(await refresh(tokens.refresh_token)).toEqual({ error: 'invalid_grant' });
  });
});

describe('several resources', () => {
  const post = (accessToken: string): Promise<Response> =>
    fetch(`${mail}/messages`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${accessToken}` },
    });

  test('get a token each, with the scopes that are theirs', async () => {
    const asked = await authorize('openid offline_access read send', {}, [resource, mail]);
    const first = await token({
      grant_type: 'authorization_code',
      code: asked.get('code') ?? '',
      code_verifier: verifier,
      resource,
    });
    const refreshToken = first.refresh_token ?? '';
    const second = await token({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      resource: mail,
    });
    expect([first.scope, second.scope]).toEqual(['read', 'send']);
    expect((await post(second.access_token)).status).toBe(200);
    expect((await post(first.access_token)).status).toBe(401);
    expect((await call(second)).status).toBe(401);
  });

  test('are known, and a token is for what was asked for', async () => {
    const unknown = await authorize('read', {}, [resource, 'https://other.example']);
    expect(unknown.get('error')).toBe('invalid_target');
    const { refresh_token: refreshToken = '' } = await signIn();
    const target = { grant_type: 'refresh_token', refresh_token: refreshToken, resource: mail };
    expect(await token(target)).toEqual({ error: 'invalid_target' });
  });

  test('publish their metadata', async () => {
    const document = 'https://mail.example/.well-known/oauth-protected-resource/v2';
    const response = await fetch(document);
    expect(await response.json()).toEqual({ resource: mail, authorization_servers: [issuer] });
  });
});

describe('routes', () => {
  type Routes = NonNullable<
    Parameters<typeof stepscopeHandlers<'read' | 'write', 'files.create'>>[0]['routes']
  >;
  const handlers = (route: object) =>
    stepscopeHandlers({ issuer, resource, catalogue, routes: [route] as unknown as Routes });

  test('take their method in either case', async () => {
    server.use(
      ...stepscopeHandlers({
        issuer,
        resource,
        catalogue,
        routes: [{ method: 'GET', path: '/notes', needs: 'read' }],
      }).slice(-1),
    );
    expect((await fetch(`${resource}/notes`)).status).toBe(401);
    server.resetHandlers();
  });

  test.each([
    [
      'another method',
      { method: 'gett', path: '/a', needs: 'read' },
      'Unknown method "gett". Did you mean "get"? It is that of the route /a.',
    ],
    ['no method', { path: '/a', needs: 'read' }, 'Unknown method "undefined": choose from get,'],
    ['an unknown scope', { method: 'get', path: '/a', needs: 'raed' }, 'Did you mean "read"?'],
    ['no needs', { method: 'get', path: '/a' }, 'A requirement is'],
  ])('with %s are a TypeError', (_, route, message) => {
    expect(() => handlers(route)).toThrow(TypeError);
    expect(() => handlers(route)).toThrow(message);
  });
});

describe('the API', () => {
  test('lets through what the token carries, with its parameters and user', async () => {
    const tokens = await signIn('read write');
    expect((await call(tokens)).status).toBe(200);
    const created = await call(tokens, 'POST', '/files/7');
    expect(await created.json()).toEqual({ id: '7', sub: 'user-1' });
  });

  test('refuses as the middleware does', async () => {
    const response = await call(await signIn('read'), 'POST', '/files/7');
    expect(response.status).toBe(403);
    expect(response.headers.get('WWW-Authenticate')).toContain(
      'error="insufficient_scope", error_description="The access token lacks write.", scope="write"',
    );
    expect(await response.json()).toMatchObject({
      code: 'INSUFFICIENT_SCOPE',
      action: 'files.create',
      missing: ['write'],
    });
    const anonymous = await fetch(`${resource}/files`);
    expect(anonymous.status).toBe(401);
    expect(await anonymous.json()).toMatchObject({ code: 'MISSING_CREDENTIALS' });
  });

  test('revoked refuses tokens from before, and the next refresh is narrower', async () => {
    const tokens = await signIn('openid offline_access read write');
    switches.revoked = ['write'];
    const refused = await call(tokens);
    expect(await refused.json()).toMatchObject({ code: 'INVALID_TOKEN' });
    const narrower = await refresh(tokens.refresh_token);
    expect(narrower.scope).toBe('read');
    expect((await call(narrower)).status).toBe(200);
  });

  test('hidesChallenge leaves the body alone to tell', async () => {
    switches.hidesChallenge = true;
    const response = await call(await signIn('read'), 'POST', '/files/7');
    expect(response.headers.has('WWW-Authenticate')).toBe(false);
    expect(await response.json()).toMatchObject({ code: 'INSUFFICIENT_SCOPE' });
  });

  test('offline fails on the way, on the side that is named', async () => {
    const tokens = await signIn();
    switches.offline = 'resource';
    await expect(call(tokens)).rejects.toThrow(TypeError);
    expect(await refresh(tokens.refresh_token)).toHaveProperty('access_token');
    switches.offline = 'authorization-server';
    expect((await call(tokens).then(({ status }) => status)) < 500).toBe(true);
    await expect(refresh(tokens.refresh_token)).rejects.toThrow(TypeError);
  });
});

test('the README shows a test that runs, and every switch', async () => {
  const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');
  const readme = await read('../../README.md');
  const example = await read('../../../client/src/denied-permission.test.ts');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  const names = [...(await read('switches.ts')).matchAll(/^ {2}(\w+)\?:/gm)].map(
    ([, name]) => name,
  );
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(readme).toMatch(new RegExp(`^\\| \`${name}\\b`, 'm'));
});
