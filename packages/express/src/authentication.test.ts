import { defineCatalogue } from '@stepscope/core';
import { createDpopKey, startTestIssuer, type TestIssuer } from '@stepscope/testing';
import express from 'express';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createResourceServer, listRoutes, type UserAuthentication } from './index.js';
import { sendLines, type Answer } from './test-support/send-lines.js';

const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files' },
    'files:delete': { title: 'Delete files' },
    'audit:write': { title: 'Write the audit log' },
  },
  actions: { 'files.delete': { title: 'Delete a file', requires: 'files:delete' } },
});

const resource = 'https://api.example';
const realm = `realm="${resource}"`;
const tail = `resource_metadata="${resource}/.well-known/oauth-protected-resource"`;
const error = `error="insufficient_user_authentication", error_description="The operation needs a more recent or a stronger sign-in."`;
const seconds = 1_760_000_000;
const now = (): number => seconds * 1000;
const mfa = 'urn:example:mfa';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms: ['ES256'], audience: resource, now });
});
afterAll(() => issuer.close());

// eslint-disable-next-line typescript/explicit-function-return-type -- the inferred type is the point
const createApi = (dpop?: object) =>
  createResourceServer({
    issuer: issuer.issuer,
    resource,
    catalogue,
    now,
    ...(dpop !== undefined && { dpop }),
  });
type Api = ReturnType<typeof createApi>;

const ok: express.RequestHandler = (_req, res) => void res.json({ ok: true });

/** Serves `app`, and sends tokens with these scopes and claims to it. */
function serve(app: express.Express) {
  const server = app.listen(0);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const base = `http://localhost:${(server.address() as AddressInfo).port}`;
  return async (
    line: string,
    scopes: string[],
    claims: Record<string, unknown> = {},
  ): Promise<Answer> => {
    const token = await issuer.mint({ scopes, claims });
    return sendLines(base, line, [['Authorization', `Bearer ${token}`]]);
  };
}

function deleteRoute(guardsOf: (api: Api) => express.RequestHandler[]) {
  const app = express();
  app.delete('/files/:id', ...guardsOf(createApi()), ok);
  return serve(app);
}

const fresh = { acr: mfa, auth_time: seconds - 10 };
const stale = { acr: mfa, auth_time: seconds - 3600 };

describe('[RFC 9470 §3] a login that is too old or too weak is 401 insufficient_user_authentication', () => {
  test.each<[string, UserAuthentication, Record<string, unknown>, string]>([
    ['too old', { maxAgeSeconds: 300 }, stale, 'max_age="300"'],
    ['of an unknown time', { maxAgeSeconds: 300 }, { acr: mfa }, 'max_age="300"'],
    ['in the future', { maxAgeSeconds: 0 }, { auth_time: seconds + 60 }, 'max_age="0"'],
    ['too weak', { acrValues: [mfa, 'high'] }, { acr: 'pwd' }, `acr_values="${mfa} high"`],
    ['of an unknown kind', { acrValues: [mfa] }, {}, `acr_values="${mfa}"`],
    [
      'too old: both bounds are stated',
      { acrValues: [mfa], maxAgeSeconds: 300 },
      stale,
      `acr_values="${mfa}", max_age="300"`,
    ],
  ])('%s', async (_, wanted, claims, bounds) => {
    const send = deleteRoute((api) => [api.requireAuthentication(wanted)]);
    const answer = await send('DELETE /files/1', [], claims);
    expect(answer.status).toBe(401);
    expect(answer.headers).toMatchObject({
      'www-authenticate': `Bearer ${realm}, ${error}, ${bounds}, ${tail}`,
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
      'access-control-expose-headers': 'WWW-Authenticate, DPoP-Nonce, Retry-After',
    });
    expect(answer.body).toMatchObject({
      code: 'INSUFFICIENT_USER_AUTHENTICATION',
      error: 'insufficient_user_authentication',
    });
    expect(answer.body).not.toHaveProperty('missing');
  });

  test('a login that will do passes [10.3.4]', async () => {
    const wanted = { acrValues: [mfa], maxAgeSeconds: 300 };
    const send = deleteRoute((api) => [api.requireAuthentication(wanted)]);
    expect((await send('DELETE /files/1', [], fresh)).status).toBe(200);
  });

  test('a bad token is an invalid token, and no credentials are answered as ever', async () => {
    const app = express();
    const api = createApi();
    app.get('/', api.requireAuthentication({ maxAgeSeconds: 300 }), ok);
    const send = serve(app);
    const expired = await send('GET /', [], { exp: seconds - 60 });
    expect(expired.body).toMatchObject({ code: 'INVALID_TOKEN' });
    const server = app.listen(0);
    onTestFinished(() => void server.close());
    const base = `http://localhost:${(server.address() as AddressInfo).port}`;
    const { headers, status } = await sendLines(base, 'GET /');
    expect([status, headers['www-authenticate']]).toEqual([401, `Bearer ${realm}, ${tail}`]);
  });
});

describe('scopes and login lacking are one answer', () => {
  const scopes = `scope="files:delete"`;
  const both = `Bearer ${realm}, ${error}, max_age="300", ${scopes}, ${tail}`;
  const login = `Bearer ${realm}, ${error}, max_age="300", ${tail}`;
  const guards: [string, (api: Api) => express.RequestHandler[]][] = [
    [
      'scopes first',
      (api) => [
        api.requireScopes('files:delete'),
        api.requireAuthentication({ maxAgeSeconds: 300 }),
      ],
    ],
    [
      'login first',
      (api) => [
        api.requireAuthentication({ maxAgeSeconds: 300 }),
        api.requireScopes('files:delete'),
      ],
    ],
    [
      'a public guard and a mere login between them',
      (api) => [
        api.requireAuthentication({ maxAgeSeconds: 300 }),
        api.public('no reason'),
        api.authenticate(),
        api.requireScopes('files:delete'),
      ],
    ],
  ];

  test.each(guards)('%s', async (_, guardsOf) => {
    const send = deleteRoute(guardsOf);
    const lacksBoth = await send('DELETE /files/1', ['files:read'], stale);
    expect([lacksBoth.status, lacksBoth.headers['www-authenticate']]).toEqual([401, both]);
    expect(lacksBoth.body).toMatchObject({
      code: 'INSUFFICIENT_USER_AUTHENTICATION',
      max_age: 300,
      required: [['files:delete']],
      granted: ['files:read'],
      missing: ['files:delete'],
    });
    const lacksLogin = await send('DELETE /files/1', ['files:delete'], stale);
    expect([lacksLogin.status, lacksLogin.headers['www-authenticate']]).toEqual([401, login]);
    const lacksScopes = await send('DELETE /files/1', ['files:read'], fresh);
    expect([lacksScopes.status, lacksScopes.body['code']]).toEqual([403, 'INSUFFICIENT_SCOPE']);
    expect((await send('DELETE /files/1', ['files:delete'], fresh)).status).toBe(200);
  });

  test('with an action, which the answer names', async () => {
    const send = deleteRoute((api) => [
      api.requireAction('files.delete'),
      api.requireAuthentication({ maxAgeSeconds: 300 }),
    ]);
    const { body } = await send('DELETE /files/1', [], stale);
    expect(body).toMatchObject({ max_age: 300, action: 'files.delete', missing: ['files:delete'] });
  });

  test('[S1.06] two guards for scopes state all that the operation needs', async () => {
    const send = deleteRoute((api) => [
      api.requireAction('files.delete'),
      api.requireScopes('audit:write'),
    ]);
    const answer = await send('DELETE /files/1', ['files:read']);
    expect(answer.status).toBe(403);
    expect(answer.headers['www-authenticate']).toContain('scope="audit:write files:delete"');
    expect(answer.body).toMatchObject({
      action: 'files.delete',
      missing: ['audit:write', 'files:delete'],
    });
    const one = await send('DELETE /files/1', ['files:delete']);
    expect(one.headers['www-authenticate']).toContain('scope="audit:write files:delete"');
    expect(one.body).toMatchObject({ missing: ['audit:write'] });
    expect((await send('DELETE /files/1', ['files:delete', 'audit:write'])).status).toBe(200);
  });

  test('also where callers have sent no credentials', async () => {
    const app = express();
    const api = createApi();
    app.get('/', api.authenticate(), api.requireScopes('files:read'), ok);
    const server = app.listen(0);
    onTestFinished(() => void server.close());
    const base = `http://localhost:${(server.address() as AddressInfo).port}`;
    const { headers } = await sendLines(base, 'GET /');
    expect(headers['www-authenticate']).toBe(`Bearer ${realm}, scope="files:read", ${tail}`);
  });

  test('of two guards for logins the stricter bounds are stated', async () => {
    const send = deleteRoute((api) => [
      api.requireAuthentication({ maxAgeSeconds: 600, acrValues: [mfa, 'high'] }),
      api.requireAuthentication({ maxAgeSeconds: 300 }),
      api.requireAuthentication({ acrValues: ['high'] }),
    ]);
    const { headers } = await send('DELETE /files/1', [], stale);
    expect(headers['www-authenticate']).toContain('acr_values="high", max_age="300"');
  });

  test('over DPoP in its scheme [S1.17]', async () => {
    const key = await createDpopKey({ now });
    const app = express();
    const api = createApi({ nonce: false });
    app.get(
      '/files',
      api.requireScopes('files:delete'),
      api.requireAuthentication({ maxAgeSeconds: 300 }),
      ok,
    );
    const server = app.listen(0);
    onTestFinished(() => void server.close());
    const base = `http://localhost:${(server.address() as AddressInfo).port}`;
    const accessToken = await issuer.mint({ scopes: [], claims: stale, dpopKey: key });
    const proof = await key.proof({ method: 'GET', url: `${resource}/files`, accessToken });
    const answer = await sendLines(base, 'GET /files', [
      ['Authorization', `DPoP ${accessToken}`],
      ['DPoP', proof],
    ]);
    expect(answer.headers['www-authenticate']).toBe(
      `DPoP ${realm}, ${error}, max_age="300", ${scopes}, algs="ES256 Ed25519 EdDSA", ${tail}`,
    );
  });
});

describe('guards that do not answer together', () => {
  test('a handler between them', async () => {
    const send = deleteRoute((api) => [
      api.requireScopes('files:delete'),
      express.json(),
      api.requireAuthentication({ maxAgeSeconds: 300 }),
    ]);
    expect((await send('DELETE /files/1', [], stale)).status).toBe(403);
    expect((await send('DELETE /files/1', ['files:delete'], stale)).status).toBe(401);
  });

  test('one of them under app.use', async () => {
    const app = express();
    const api = createApi();
    app.use(api.requireScopes('files:delete'));
    app.get('/', api.requireAuthentication({ maxAgeSeconds: 300 }), ok);
    const send = serve(app);
    expect((await send('GET /', [], stale)).status).toBe(403);
    expect((await send('GET /', ['files:delete'], stale)).status).toBe(401);
    expect((await send('GET /', ['files:delete'], fresh)).status).toBe(200);
  });

  test('a function of the request runs only once those before it have let the call pass', async () => {
    let asked = 0;
    const send = deleteRoute((api) => [
      api.requireAuthentication({ maxAgeSeconds: 300 }),
      api.guard(() => {
        asked++;
        return 'files:delete';
      }),
      api.requireScopes('audit:write'),
    ]);
    const refused = await send('DELETE /files/1', [], stale);
    expect(refused.headers['www-authenticate']).toContain('scope="audit:write"');
    expect(asked).toBe(0);
    expect((await send('DELETE /files/1', ['audit:write'], fresh)).status).toBe(403);
    expect(asked).toBe(1);
  });

  test('those of another method, and of another resource server', async () => {
    const app = express();
    const [api, other] = [createApi(), createApi()];
    app
      .route('/')
      .get(api.requireScopes('files:read'))
      .post(api.requireAuthentication({ maxAgeSeconds: 0 }), ok)
      .get(other.requireAuthentication({ maxAgeSeconds: 0 }), ok);
    const send = serve(app);
    expect((await send('GET /', [], stale)).status).toBe(403);
    expect((await send('GET /', ['files:read'], stale)).status).toBe(401);
    expect((await send('HEAD /', [], stale)).status).toBe(403);
  });

  test('one in shadow mode enforces nothing through its neighbour', async () => {
    const app = express();
    const told: string[] = [];
    const api = createResourceServer({
      issuer: issuer.issuer,
      resource,
      catalogue,
      now,
      onWouldDeny: ({ reason }) => void told.push(reason),
    });
    app.get(
      '/',
      api.requireScopes('files:read'),
      api.shadow(api.requireAuthentication({ maxAgeSeconds: 300 })),
      ok,
    );
    const send = serve(app);
    expect((await send('GET /', [], stale)).headers['www-authenticate']).not.toContain('max_age');
    expect((await send('GET /', ['files:read'], stale)).status).toBe(200);
    expect(told).toEqual(['authentication']);
  });

  test('HEAD is asked what GET is', async () => {
    const app = express();
    const api = createApi();
    app.get(
      '/',
      api.requireScopes('files:read'),
      api.requireAuthentication({ maxAgeSeconds: 300 }),
      ok,
    );
    const { headers } = await serve(app)('HEAD /', [], stale);
    expect(headers['www-authenticate']).toContain('max_age="300", scope="files:read"');
  });
});

test('listRoutes shows what login a route needs', () => {
  const app = express();
  const api = createApi();
  app.use('/admin', api.requireAuthentication({ acrValues: [mfa, 'high'] }));
  app.delete(
    '/files',
    api.requireAction('files.delete'),
    api.requireAuthentication({ maxAgeSeconds: 300 }),
    ok,
  );
  app.get('/admin/log', api.requireAuthentication({ maxAgeSeconds: 60 }), ok);
  expect(listRoutes(app)).toEqual([
    {
      method: 'DELETE',
      path: '/files',
      requirement: 'files:delete',
      needs: 'files:delete, signed in within 300 s',
      action: 'files.delete',
      authentication: { maxAgeSeconds: 300 },
    },
    {
      method: 'GET',
      path: '/admin/log',
      requirement: 'authenticated',
      needs: `authenticated, signed in by ${mfa} or high, signed in within 60 s`,
      authentication: { acrValues: [mfa, 'high'], maxAgeSeconds: 60 },
    },
  ]);
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['neither bound', {}],
  ['a negative time', { maxAgeSeconds: -1 }],
  ['half a second', { maxAgeSeconds: 1.5 }],
  ['a value with a space', { acrValues: ['a b'] }],
  ['no values', { acrValues: [] }],
  ['a misspelt option', { maxAge: 300 }],
])('requireAuthentication of %s is a TypeError at registration', (_, wanted) => {
  const register = (): unknown => createApi().requireAuthentication(wanted as UserAuthentication);
  expect(register).toThrow(TypeError);
});

test('what was asked for cannot be changed afterwards', async () => {
  const wanted = { acrValues: [mfa] };
  const send = deleteRoute((api) => [api.requireAuthentication(wanted)]);
  wanted.acrValues.push('pwd');
  expect((await send('DELETE /files/1', [], { acr: 'pwd' })).status).toBe(401);
});
