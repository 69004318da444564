import { serve } from '@hono/node-server';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createApi, type Api } from './create-api.js';
import { fastifyApp } from './fastify-app.js';
import { filesRoute } from './files-route.js';
import { honoApp } from './hono-app.js';

const resource = 'https://api.example';
let issuer: TestIssuer;

beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms: ['ES256'], audience: resource });
});
afterAll(() => issuer.close());

/** Serves an API by one framework, and answers where. */
const frameworks: Record<string, (api: Api) => Promise<string>> = {
  async Hono(api) {
    const server = serve({ fetch: honoApp(api).fetch, port: 0, hostname: 'localhost' });
    onTestFinished(() => void server.close());
    return urlOf(server);
  },
  async Fastify(api) {
    const app = fastifyApp(api);
    onTestFinished(() => app.close());
    return app.listen({ port: 0, host: 'localhost' });
  },
  async 'a Next route handler'(api) {
    const GET = filesRoute(api);
    // As much of Next as a route handler sees: a Request goes in, a Response comes out.
    const server = createServer(async ({ url, headers, method }, response) => {
      const fields = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
      const answer = await GET(
        new Request(new URL(url ?? '/', resource), {
          method: method ?? 'GET',
          headers: fields.map(([name, value]) => [name, value]),
        }),
      );
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(await answer.text());
    }).listen(0, 'localhost');
    onTestFinished(() => void server.close());
    return urlOf(server);
  },
};

async function urlOf(server: {
  address(): AddressInfo | string | null;
  listening: boolean;
  once(event: 'listening', listener: () => void): unknown;
}): Promise<string> {
  if (!server.listening) await new Promise<void>((resolve) => server.once('listening', resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

describe.each(Object.entries(frameworks))('%s', (_, start) => {
  const get = async (headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${await start(createApi(issuer.issuer, resource))}/files`, { headers });

  test('serves a call whose token carries the scope, and tells whose it is', async () => {
    const token = await issuer.mint({ scopes: ['files:read'], subject: 'ada' });
    const response = await get({ Authorization: `Bearer ${token}` });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ files: ['welcome.txt'], owner: 'ada' });
  });

  test('says what a call without a token needs', async () => {
    const response = await get();
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toMatch(
      /^Bearer realm="https:\/\/api\.example", scope="files:read", resource_metadata=/,
    );
    expect(response.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ status: 401, code: 'MISSING_CREDENTIALS' });
  });

  test('says what a token lacks', async () => {
    const response = await get({ Authorization: `Bearer ${await issuer.mint({ scopes: [] })}` });
    expect(response.status).toBe(403);
    expect(response.headers.get('WWW-Authenticate')).toContain('error="insufficient_scope"');
    expect(await response.json()).toMatchObject({
      code: 'INSUFFICIENT_SCOPE',
      missing: ['files:read'],
    });
  });

  test('refuses an expired token', async () => {
    const token = await issuer.mint({ scopes: ['files:read'], broken: 'expired' });
    const response = await get({ Authorization: `Bearer ${token}` });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'INVALID_TOKEN' });
  });

  test('answers 503 while the keys cannot be had', async () => {
    await issuer.fail('server-error');
    onTestFinished(() => issuer.recover());
    const response = await get({ Authorization: `Bearer ${await issuer.mint()}` });
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toBe('1');
  });
});

// A route handler of Next gets a Request, whose headers have been joined before.
test.each(['Hono', 'Fastify'])('%s refuses two Authorization headers [S3.12]', async (name) => {
  const url = await frameworks[name]?.(createApi(issuer.issuer, resource));
  const token = `Bearer ${await issuer.mint({ scopes: ['files:read'] })}`;
  const status = await new Promise<number | undefined>((resolve, reject) => {
    httpRequest(`${url}/files`, { headers: { Authorization: [token, token] } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(400);
});

test('a Hono guard under use answers a preflight, and never runs the handler', async () => {
  const url = await frameworks['Hono']?.(createApi(issuer.issuer, resource));
  const response = await fetch(`${url}/files`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'GET' },
  });
  expect(response.status).toBe(204);
});
