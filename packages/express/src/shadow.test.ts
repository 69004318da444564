import { anyOf, defineCatalogue } from '@stepscope/core';
import { createDpopKey, startTestIssuer, type TestIssuer } from '@stepscope/testing';
import cors from 'cors';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
// @ts-expect-error it brings no types
import express4Untyped from 'express-4';
import type { AddressInfo } from 'node:net';
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import {
  createResourceServer,
  listRoutes,
  type ExpressResourceServer,
  type WouldBeDenial,
} from './index.js';

const express4 = express4Untyped as typeof express;
const catalogue = defineCatalogue({
  scopes: { 'files:read': { title: 'Read files' }, 'files:write': { title: 'Write files' } },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});
const preflight = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' };

type Api = ExpressResourceServer<'files:read' | 'files:write', 'files.create'>;
let issuer: TestIssuer;
let told: WouldBeDenial[];
let everywhere: Api;
let inForce: Api;

beforeAll(async () => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  issuer = await startTestIssuer({ algorithms: ['ES256'] });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await issuer.close();
});
beforeEach(() => {
  told = [];
  const options = {
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
    onWouldDeny: (denial: WouldBeDenial) => void told.push(denial),
  };
  everywhere = createResourceServer({ ...options, mode: 'shadow' });
  inForce = createResourceServer(options);
});

const silentFeed = { retentionSeconds: 60, follow: () => () => {} };

/** Answers who the handler was told that calls. */
const whoOf =
  (api: Api): RequestHandler =>
  (req, res) =>
    void res.json(api.getAuth(req, { optional: true })?.clientId ?? 'nobody');

function serve(app: Express): (path: string, init?: RequestInit) => Promise<Response> {
  const server = app.listen(0);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return (path, init) => fetch(`http://localhost:${port}${path}`, init);
}

const bearer = async (...scopes: string[]): Promise<RequestInit> => ({
  headers: { Authorization: `Bearer ${await issuer.mint({ scopes, subject: 'anna' })}` },
});

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
])('shadow mode under %s', (_, framework) => {
  test('enforces nothing, and tells what it would have refused', async () => {
    const router = framework.Router();
    router.post('/:id/files', everywhere.requireAction('files.create'), whoOf(everywhere));
    const app = framework().use('/tenants/:tenant', router);
    const request = serve(app);
    const call = async (init: RequestInit = {}): Promise<unknown> =>
      (await request('/tenants/anna/1/files', { method: 'POST', ...init })).json();

    expect(await call(await bearer('files:write'))).toBe('test-client');
    expect(await call()).toBe('nobody');
    expect(await call({ headers: { Authorization: 'Bearer a.b.c' } })).toBe('nobody');
    expect(await call({ headers: { Authorization: 'Bearer' } })).toBe('nobody');
    expect(await call(await bearer('files:read'))).toBe('test-client');
    await vi.waitFor(() => expect(told).toHaveLength(4));
    const common = {
      method: 'POST',
      route: '/tenants/:tenant/:id/files',
      action: 'files.create',
      answeredStatus: 200,
    };
    expect(told).toEqual([
      { ...common, status: 401, code: 'MISSING_CREDENTIALS', reason: 'no-credentials' },
      { ...common, status: 401, code: 'INVALID_TOKEN', reason: 'malformed-token' },
      { ...common, status: 400, code: 'INVALID_REQUEST', reason: 'malformed-credentials' },
      {
        ...common,
        status: 403,
        code: 'INSUFFICIENT_SCOPE',
        reason: 'scope',
        missing: ['files:write'],
        clientId: 'test-client',
      },
    ]);
    expect(JSON.stringify(told)).not.toContain('anna');
  });

  test('of a guard under use tells which route took the request, and what it answered', async () => {
    const app = framework();
    app.use(everywhere.authenticate());
    app.get('/a/:id', (_req, res) => void res.status(418).end());
    app.use('/sub', framework().get('/b', whoOf(everywhere)));
    const request = serve(app);
    for (const path of ['/a/1', '/sub/b', '/none']) {
      await request(path);
    }
    await vi.waitFor(() => expect(told).toHaveLength(3));
    expect(told.map(({ route, answeredStatus }) => [route, answeredStatus])).toEqual([
      ['/a/:id', 418],
      ['/sub/b', 200],
      [undefined, 404],
    ]);
  });

  test('lets preflights through to what stands behind the guard', async () => {
    const app = framework();
    app.use(everywhere.authenticate(), cors());
    const response = await serve(app)('/', { method: 'OPTIONS', headers: preflight });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(told).toEqual([]);
  });
});

test('survives a requirement function that fails, and tells why', async () => {
  const error = new Error('no database');
  const app = express();
  app.get(
    '/',
    everywhere.guard(() => Promise.reject(error)),
    whoOf(everywhere),
  );
  expect((await serve(app)('/', await bearer())).status).toBe(200);
  await vi.waitFor(() => expect(told).toHaveLength(1));
  expect(told[0]).toMatchObject({ status: 500, reason: 'policy-failed', error });
});

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('full');
    },
  ],
  ['rejects', () => Promise.reject(new Error('full'))],
])('survives a listener that %s', async (_, onWouldDeny) => {
  const rejections: unknown[] = [];
  const note = (error: unknown): void => void rejections.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const heard = vi.fn(onWouldDeny);
  const api = createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
    mode: 'shadow',
    onWouldDeny: heard,
  });
  const request = serve(express().get('/', api.authenticate(), whoOf(inForce)));
  await request('/');
  await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
  await request('/');
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2));
  expect(rejections).toEqual([]);
});

test.skipIf('lazyrouter' in express())(
  'tells the path of its own where the application cannot be listed',
  async () => {
    const app = express().get('/a/:id', everywhere.authenticate(), whoOf(everywhere));
    Object.assign(app.router, { listRoutes: () => [] });
    await serve(app)('/a/1');
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(told[0]?.route).toBe('/a/:id');
  },
);

describe('one guard in shadow mode', () => {
  test('enforces nothing, while its neighbours do', async () => {
    const app = express();
    app.get('/old', inForce.requireScopes('files:read'), whoOf(inForce));
    app.get('/new', inForce.shadow(inForce.requireScopes('files:write')), whoOf(inForce));
    app.use('/both', inForce.authenticate());
    app.get('/both', inForce.shadow(inForce.requireScopes('files:write')), whoOf(inForce));
    const request = serve(app);
    const init = await bearer('files:read');
    expect((await request('/old')).status).toBe(401);
    expect(await (await request('/new')).json()).toBe('nobody');
    expect(await (await request('/new', init)).json()).toBe('test-client');
    expect((await request('/both')).status).toBe(401);
    expect(await (await request('/both', init)).json()).toBe('test-client');
    await vi.waitFor(() => expect(told).toHaveLength(3));
    expect(told.map(({ route, status }) => [route, status])).toEqual([
      ['/new', 401],
      ['/new', 403],
      ['/both', 403],
    ]);
  });

  test('that let somebody pass does not count for the next guard, which is in force', async () => {
    const app = express();
    app.use(inForce.shadow(inForce.authenticate()));
    app.get('/', inForce.requireScopes('files:read'), whoOf(inForce));
    expect((await serve(app)('/')).status).toBe(401);
  });

  describe('does not use up a DPoP proof that the next guard, which is in force, needs', () => {
    test.each<[string, Partial<Parameters<typeof createResourceServer>[0]>, number]>([
      ['where its function fails', {}, 200],
      [
        'where a feed is silent',
        { revocation: { feed: silentFeed, maxStalenessSeconds: 0.01 } },
        503,
      ],
    ])('%s', async (_, options, status) => {
      const api = createResourceServer({
        issuer: issuer.issuer,
        resource: 'https://api.example',
        catalogue,
        dpop: { nonce: false },
        onWouldDeny: (denial) => void told.push(denial),
        ...(options as object),
      });
      const fails = api.guard((): 'files:read' => {
        throw new Error('no database');
      });
      const app = express();
      app.get('/', api.shadow(fails), api.requireScopes('files:read'), whoOf(api));
      const key = await createDpopKey();
      const accessToken = await issuer.mint({ scopes: ['files:read'], dpopKey: key });
      const proof = await key.proof({ method: 'GET', url: 'https://api.example/', accessToken });
      const headers = { Authorization: `DPoP ${accessToken}`, DPoP: proof };
      expect((await serve(app)('/', { headers })).status).toBe(status);
      await vi.waitFor(() => expect(told).toHaveLength(1));
    });
  });

  test.each<[string, (api: Api) => unknown, string]>([
    ['somebody else', (api) => api.shadow(everywhere.authenticate()), 'same resource server'],
    ['a public one', (api) => api.shadow(api.public('test')), 'that can refuse'],
    ['a handler', (api) => api.shadow((_req, _res, next) => next()), 'that can refuse'],
  ])('is a TypeError for %s', (_, shadow, message) => {
    expect(() => shadow(inForce)).toThrow(TypeError);
    expect(() => shadow(inForce)).toThrow(message);
  });
});

test('shows in the list of routes', () => {
  const app = express();
  app.get('/a', inForce.requireScopes('files:read'), whoOf(inForce));
  app.get('/b', inForce.shadow(inForce.requireAction('files.create')), whoOf(inForce));
  app.get('/c', everywhere.guard(anyOf('files:read', 'files:write')), whoOf(everywhere));
  const shadowed = inForce.shadow(inForce.requireAction('files.create'));
  app.get('/d', inForce.requireScopes('files:read'), shadowed, whoOf(inForce));
  expect(listRoutes(app).map(({ needs, shadow, action }) => [needs, shadow, action])).toEqual([
    ['files:read', undefined, undefined],
    ['files:write (shadow)', true, 'files.create'],
    ['files:read or files:write (shadow)', true, undefined],
    ['files:read | files:write (shadow)', true, undefined],
  ]);
  expect(listRoutes(app).at(-1)?.requirement).toBe('files:read');
});

test('without somebody who listens is a mistake in the program', () => {
  const options = { issuer: issuer.issuer, resource: 'https://api.example', catalogue };
  expect(() => createResourceServer({ ...options, mode: 'shadow' })).toThrow('give onWouldDeny');
  const api = createResourceServer(options);
  expect(() => api.shadow(api.authenticate())).toThrow('give createResourceServer onWouldDeny');
});

test('getAuth without optional says what to do about it', async () => {
  const app = express();
  app.get('/', everywhere.authenticate(), (req, res) => void res.json(everywhere.getAuth(req)));
  app.use(
    ((error: Error, _req, res, _next) =>
      void res.status(500).json(error.message)) as ErrorRequestHandler,
  );
  const response = await serve(app)('/');
  expect(await response.json()).toContain('getAuth(req, { optional: true })');
});
