import { describe, expect, test } from 'vitest';
import { http, HttpResponse } from 'msw';
import { createClient } from '../create-client.js';
import { createWorld, issuer, requestOf, resource } from '../test-support/world.js';
import { findIssuer } from './find-issuer.js';

const api = 'https://api.example/v1';
const url = 'https://api.example/.well-known/oauth-protected-resource/v1';

function answering(respond: () => Response): { fetch: typeof fetch; asked: Request[] } {
  const asked: Request[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    asked.push(new Request(input, init));
    return respond();
  };
  return { fetch, asked };
}

function json(document: unknown): () => Response {
  return () => Response.json(document);
}

describe('the issuer that an API names [S1.12, S1.14]', () => {
  test('is found where the identifier leads, and nowhere else', async () => {
    const document = { resource: api, authorization_servers: [issuer], scopes_supported: ['x'] };
    const { fetch, asked } = answering(json(document));
    expect(await findIssuer(api, fetch)).toBe(issuer);
    expect(asked.map((request) => request.url)).toEqual([url]);
    expect(asked[0]).toMatchObject({ redirect: 'error', credentials: 'omit' });
  });

  test.each<[string, () => Response, string]>([
    ['404', () => new Response('', { status: 404 }), 'unreachable'],
    ['another success', () => Response.json({ resource: api }, { status: 203 }), 'unreachable'],
    ['a page', () => new Response('<p>'), 'unreachable'],
    ['a list', json([]), 'unreachable'],
    ['nothing', () => Response.error(), 'unreachable'],
    [
      'another resource',
      json({ resource: 'https://evil.example', authorization_servers: [issuer] }),
      'other-resource',
    ],
    [
      'one that differs by a slash',
      json({ resource: `${api}/`, authorization_servers: [issuer] }),
      'other-resource',
    ],
    ['no resource', json({ authorization_servers: [issuer] }), 'other-resource'],
    ['no servers', json({ resource: api }), 'no-authorization-server'],
    ['a word', json({ resource: api, authorization_servers: issuer }), 'no-authorization-server'],
    [
      'a script',
      json({ resource: api, authorization_servers: ['javascript:alert(1)'] }),
      'no-authorization-server',
    ],
    [
      'http elsewhere',
      json({ resource: api, authorization_servers: ['http://login.example'] }),
      'no-authorization-server',
    ],
    [
      'several servers',
      json({ resource: api, authorization_servers: [issuer, 'https://b.example'] }),
      'several-authorization-servers',
    ],
  ])('%s tells none', async (_, respond, reason) => {
    await expect(findIssuer(api, answering(respond).fetch)).rejects.toMatchObject({
      code: 'RESOURCE_METADATA_REFUSED',
      reason,
    });
  });

  test('is told to choose where there are several, by their names', async () => {
    const servers = [issuer, 'https://b.example', issuer];
    const { fetch } = answering(json({ resource: api, authorization_servers: servers }));
    await expect(findIssuer(api, fetch)).rejects.toMatchObject({
      issuers: [issuer, 'https://b.example'],
      message: `The metadata of ${api} name several authorization servers (${issuer}, https://b.example). Give the option issuer.`,
    });
  });
});

describe('a client without the option issuer', () => {
  const world = createWorld();
  const { issuer: _, ...options } = world.options(world.page());
  const document = 'https://api.example/.well-known/oauth-protected-resource/v1';
  const asked = () => world.sent.filter((sent) => sent.url === document).length;

  function start(page = world.page()) {
    return { page, client: createClient({ ...options, browser: page }) };
  }

  test('signs in at the server that the API names, which it looks up once', async () => {
    const { client, page } = start();
    await client.signIn();
    await client.signIn();
    expect(new URL(page.leftFor ?? '').origin).toBe(issuer);
    const { client: back } = start(await page.follow());
    expect((await back.handleRedirect()).outcome?.status).toBe('granted');
    expect((await back.fetch(`${resource}/files`)).status).toBe(200);
    expect(asked()).toBe(2);
  });

  test('does not go where a challenge points [S1.15]', async () => {
    const { client, page } = start();
    const elsewhere = 'https://evil.example/.well-known/oauth-protected-resource';
    world.server.use(
      http.get(`${resource}/x`, () =>
        HttpResponse.json(
          {},
          {
            status: 401,
            headers: { 'WWW-Authenticate': `Bearer resource_metadata="${elsewhere}"` },
          },
        ),
      ),
    );
    await expect(client.fetch(`${resource}/x`)).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });
    await client.signIn();
    expect(new URL(page.leftFor ?? '').origin).toBe(issuer);
    expect(world.sent.some((sent) => sent.url.startsWith('https://evil.example'))).toBe(false);
  });

  test('says which servers there are to choose among', async () => {
    world.server.use(
      http.get(document, () =>
        HttpResponse.json({ resource, authorization_servers: [issuer, 'https://b.example'] }),
      ),
    );
    const { client, page } = start();
    await expect(client.signIn()).rejects.toMatchObject({ issuers: [issuer, 'https://b.example'] });
    expect(page.leftFor).toBeUndefined();
    world.server.resetHandlers();
    await client.signIn();
    expect(page.leftFor).toBeDefined();
  });

  test('refuses the answer of a server that the API has named before the page left [S1.21]', async () => {
    const { client, page } = start();
    await client.signIn();
    const state = requestOf(page.leftFor).get('state');
    const evil = 'https://evil.example';
    const evilMetadata = {
      issuer: evil,
      authorization_endpoint: `${evil}/authorize`,
      token_endpoint: `${evil}/token`,
    };
    world.server.use(
      http.get(document, () => HttpResponse.json({ resource, authorization_servers: [evil] })),
      http.get(`${evil}/.well-known/openid-configuration`, () => HttpResponse.json(evilMetadata)),
    );
    const back = page.open(`https://app.example/callback?code=c&state=${state}`);
    const { client: returned } = start(back);
    await expect(returned.handleRedirect()).rejects.toMatchObject({ reason: 'invalid-response' });
    expect(world.codes()).toHaveLength(0);
  });

  test.each([
    ['a page instead', () => HttpResponse.html('<p>app')],
    ['nothing', () => new HttpResponse(null, { status: 404 })],
    ['nothing that a browser lets be read, without CORS', () => HttpResponse.error()],
  ])('takes the metadata of RFC 8414 where OpenID Connect has %s', async (_, answer) => {
    world.server.use(http.get(`${issuer}/.well-known/openid-configuration`, answer));
    const { client, page } = start();
    await client.signIn();
    expect(new URL(page.leftFor ?? '').origin).toBe(issuer);
    const paths = world.sent.map((sent) => new URL(sent.url).pathname);
    expect(paths).toContain('/.well-known/oauth-authorization-server');
  });
});
