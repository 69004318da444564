import { readFile } from 'node:fs/promises';
import { parseChallenges } from '@stepscope/core';
import { listRoutes } from '@stepscope/express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../catalogue.js';
import { scopeCalls } from './testing/scope-calls.js';
import { startTestApi, testAppOrigin, type TestApi } from './testing/start-test-api.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.close());

const allScopes = [...catalogue.scopes.keys()];

describe('what the catalogue says that a scope includes', () => {
  test('is tested line by line', () => {
    const lines = [...catalogue.scopes].flatMap(([scope, { includes = [] }]) =>
      includes.map((line) => `${scope}: ${line}`),
    );
    expect(scopeCalls.map(({ scope, includes }) => `${scope}: ${includes}`).sort()).toEqual(
      lines.sort(),
    );
  });

  test.each(scopeCalls)('$scope alone is enough to $includes', async ({ scope, calls }) => {
    for (const { request, body, status, answer } of calls) {
      const response = await api.call(request, { scopes: [scope], body });
      expect(response).toMatchObject({ status, ...(answer !== undefined && { body: answer }) });
    }
    expect(api.reported).toEqual([]);
  });
});

describe('a token with every scope but the one that a route needs', () => {
  const rows = scopeCalls.flatMap(({ scope, calls }) =>
    calls.map(({ request, body }) => ({ scope, request, body })),
  );

  test.each(rows)(
    'is refused at $request, which needs $scope',
    async ({ scope, request, body }) => {
      const alternatives = alternativesAt(request);
      const scopes = allScopes.filter((name) => !alternatives.some((set) => set.has(name)));
      const response = await api.call(request, { scopes, body });

      expect(alternatives.some((set) => set.size === 1 && set.has(scope))).toBe(true);
      expect(response.status).toBe(403);
      const [challenge] = parseChallenges(response.headers.get('WWW-Authenticate') ?? '');
      expect(challenge?.params).toMatchObject({
        error: 'insufficient_scope',
        scope: alternatives[0]?.toString(),
        resource_metadata: `${api.resource}/.well-known/oauth-protected-resource`,
      });
      expect(response.body).toMatchObject({
        code: 'INSUFFICIENT_SCOPE',
        missing: alternatives[0]?.toJSON(),
      });
    },
  );
});

test('a call without a token is told both schemes', async () => {
  const { status, headers } = await api.call('GET /files');
  expect(status).toBe(401);
  const challenges = parseChallenges(headers.get('WWW-Authenticate') ?? '');
  expect(challenges.map(({ scheme }) => scheme)).toEqual(['Bearer', 'DPoP']);
});

describe('the list of routes', () => {
  test('has no unguarded route', () => {
    const routes = listRoutes(api.app);
    expect(routes.filter(({ requirement }) => requirement === 'UNGUARDED')).toEqual([]);
    expect(routes.length).toBeGreaterThan(60);
  });

  test('lets everybody see the health, and every valid token who it is', () => {
    const open = listRoutes(api.app).filter(({ action }) => action === undefined);
    expect(open.map(({ method, path, requirement }) => [method, path, requirement])).toEqual([
      ['GET', '/health', 'public'],
      ['GET', '/whoami', 'authenticated'],
    ]);
  });

  test('serves every action of the catalogue', () => {
    const served = new Set(listRoutes(api.app).map(({ action }) => action));
    expect([...catalogue.actions.keys()].filter((action) => !served.has(action))).toEqual([]);
  });

  test('has no route that the calls above leave out', () => {
    const requests = scopeCalls.flatMap(({ calls }) => calls.map(({ request }) => request));
    const untested = listRoutes(api.app).filter(
      (route) => route.action !== undefined && !requests.some((request) => serves(route, request)),
    );
    expect(untested.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /kairo/executions/:executionId',
    ]);
  });
});

test('the README lists every route with its action', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = readme.matchAll(/^\| `([A-Z]+ \/[^`?]*)[^`]*` +\| (?:`([a-z.]+)`)?/gm);
  const documented = [...rows].map(([, request, action]) => `${request} → ${action}`);
  const routes = listRoutes(api.app);
  expect(documented.sort()).toEqual(
    routes.map(({ method, path, action }) => `${method} ${path} → ${action}`).sort(),
  );
});

describe('routes that need no scope', () => {
  test('GET /health answers without a token', async () => {
    expect(await api.call('GET /health')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  test('GET /whoami answers what the token says', async () => {
    const { status, body } = await api.call('GET /whoami', {
      scopes: ['files:read', 'tasks:write'],
      subject: 'cleo',
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      sub: 'cleo',
      clientId: 'test-client',
      scopes: ['files:read', 'tasks:write'],
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  test('GET /whoami is 401 without a token', async () => {
    expect(await api.call('GET /whoami')).toMatchObject({
      status: 401,
      body: { code: 'MISSING_CREDENTIALS' },
    });
  });

  test('the metadata names the issuer and the fifteen scopes', async () => {
    const { status, body } = await api.call('GET /.well-known/oauth-protected-resource');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      resource: api.resource,
      authorization_servers: [expect.stringMatching(/^http:/)],
      scopes_supported: expect.arrayContaining(allScopes),
      bearer_methods_supported: ['header'],
    });
  });
});

describe('calls from browsers', () => {
  test('a preflight from the app is answered without a token', async () => {
    const { status, headers } = await api.call('OPTIONS /files', {
      headers: {
        Origin: testAppOrigin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type,dpop',
      },
    });
    expect(status).toBe(204);
    expect(headers.get('Access-Control-Allow-Origin')).toBe(testAppOrigin);
    expect(headers.get('Access-Control-Allow-Headers')).toBe('authorization,content-type,dpop');
    expect(headers.get('Access-Control-Allow-Methods')).toContain('PUT');
  });

  test('the app may read the challenge of a refusal', async () => {
    const { status, headers } = await api.call('POST /files', {
      scopes: ['files:read'],
      headers: { Origin: testAppOrigin },
    });
    expect(status).toBe(403);
    expect(headers.get('Access-Control-Allow-Origin')).toBe(testAppOrigin);
    const exposed = headers.get('Access-Control-Expose-Headers');
    expect(exposed).toContain('WWW-Authenticate');
    expect(exposed).toContain('DPoP-Nonce');
  });

  test('another origin is not allowed', async () => {
    const { headers } = await api.call('GET /health', {
      headers: { Origin: 'https://evil.example' },
    });
    expect(headers.get('Access-Control-Allow-Origin')).not.toBe('https://evil.example');
  });
});

function alternativesAt(request: string) {
  const route = listRoutes(api.app).find((route) => serves(route, request));
  if (route?.action === undefined) throw new Error(`No guarded route serves ${request}.`);
  return catalogue.alternativesOf(route.action as Parameters<typeof catalogue.requirementOf>[0]);
}

function serves(route: { readonly method: string; readonly path: string }, request: string) {
  const [method, path = ''] = request.split(/[ ?]/);
  const pattern = route.path.replaceAll(/:\w+/g, '[^/]+');
  return route.method === method && new RegExp(`^${pattern}$`).test(path);
}
