import { defineCatalogue } from '@stepscope/core';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
// @ts-expect-error it brings no types
import express4Untyped from 'express-4';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createResourceServer, GuardAllError } from '../index.js';

const express4 = express4Untyped as typeof express;
const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
const api = createResourceServer({
  issuer: 'https://issuer.example',
  resource: 'https://api.example',
  catalogue,
});
const read = api.requireScopes('files:read');
const handler: RequestHandler = (_req, res) => void res.json({});

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return error instanceof GuardAllError ? error.code : String(error);
  }
  return 'nothing';
};

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
])('guardAll under %s [S3.13]', (_, framework) => {
  describe('does not count a guard', () => {
    const recover: ErrorRequestHandler = (_error, _req, _res, next) => next();
    const path = framework === express4 ? '/admin/?users' : '/admin{/}users';
    test.each<[string, (app: Express) => unknown]>([
      [
        'that an error passes by, which ends behind it',
        (app) => app.use(express.json(), api.authenticate(), recover).get('/x', handler),
      ],
      ['whose failure ends in its route', (app) => app.get('/x', read, recover, handler)],
      [
        'before an error that ends, with a handler before both',
        (app) => app.get('/x', handler, recover, read, handler),
      ],
      [
        'that a callback for its parameter can skip',
        (app) => {
          app.param('id', (_req, _res, next) => next('route'));
          app.use('/x/:id', read).get('/x/:id/y', handler);
        },
      ],
      ['above a path whose slash is optional', (app) => app.use('/admin', read).get(path, handler)],
    ])('%s', (_case, register) => {
      const app = framework();
      register(app);
      expect(codeOf(() => api.guardAll(app))).toBe('UNGUARDED_ROUTES');
    });

    test.each<[string, (app: Express) => unknown]>([
      [
        'but one behind the handler of errors',
        (app) => app.use(express.json(), recover, read).get('/x', handler),
      ],
      ['but one in a route that ends with it', (app) => app.get('/x', read, handler, recover)],
      [
        'but one above a router that has one',
        (app) => app.use(read).use('/v1', framework.Router().use(recover).get('/x', handler)),
      ],
    ])('%s', (_case, register) => {
      const app = framework();
      register(app);
      expect(codeOf(() => api.guardAll(app))).toBe('nothing');
    });
  });

  test('lets no callback for a parameter be added behind it', () => {
    const router = framework.Router().get('/x/:id', read, handler);
    const app = framework().use('/v1', router);
    api.guardAll(app);
    expect(codeOf(() => app.param('id', () => {}))).toBe('LATE_ROUTE');
    expect(codeOf(() => router.param('id', () => {}))).toBe('LATE_ROUTE');
  });

  test('fails at start for routes without a guard, and names all of them', () => {
    const router = framework.Router();
    router.put('/x', handler).delete('/y', read, handler);
    const sub = framework().get('/z', handler);
    const app = framework();
    app.get('/files', read, handler);
    app.post('/files', handler, read);
    app.all('/any', handler);
    app.use('/v1', router).use('/sub', sub);
    app.use('/assets', framework.static('.'));
    let error: unknown;
    try {
      api.guardAll(app);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ name: 'GuardAllError', code: 'UNGUARDED_ROUTES' });
    expect((error as GuardAllError).routes.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /files',
      '* /any',
      'PUT /v1/x',
      'GET /sub/z',
      '* /assets/*',
    ]);
    expect((error as GuardAllError).message).toBe(
      `guardAll found routes without a guard: put one before each, or public(reason).
  POST /files
  * /any
  PUT /v1/x
  GET /sub/z
  * /assets/*`,
    );
  });

  test('answers the list of routes where each has a guard', () => {
    const app = framework();
    app.get('/health', api.public('liveness probe'), handler);
    app.use(api.authenticate({ optional: true }), api.metadata());
    app.use('/v1', read, framework.Router().get('/x', handler));
    app.use(api.public('not found'), handler);
    const rows = api.guardAll(app).map(({ method, path, needs }) => [method, path, needs]);
    expect(rows).toEqual([
      ['GET', '/health', 'public'],
      ['GET', '/v1/x', 'files:read'],
      ['*', '/*', 'public'],
    ]);
  });

  test('refuses what is registered afterwards, wherever', () => {
    const router = framework.Router().get('/x', read, handler);
    const sub = framework().get('/y', read, handler);
    const app = framework();
    app.use('/v1', router).use('/sub', sub);
    const route = app.route('/files').get(read, handler);
    api.guardAll(app);
    api.guardAll(app);
    const late: readonly (() => unknown)[] = [
      () => app.get('/late', read, handler),
      () => app.use(handler),
      () => app.route('/late'),
      () => router.get('/late', handler),
      () => router.use('/late', handler),
      () => sub.get('/late', handler),
      () => route.post(handler),
      () => route.all(handler),
    ];
    expect(late.map(codeOf)).toEqual(late.map(() => 'LATE_ROUTE'));
    expect(() => late[0]!()).toThrow('call guardAll last');
  });

  test('changes no stack when it fails', () => {
    const app = framework().get('/a', handler);
    expect(codeOf(() => api.guardAll(app))).toBe('UNGUARDED_ROUTES');
    expect(codeOf(() => app.get('/b', read, handler))).toBe('nothing');
  });

  test('that is called before the routes is a mistake', () => {
    expect(codeOf(() => api.guardAll(framework()))).toBe('NO_ROUTES');
    expect(codeOf(() => api.guardAll(framework().use(framework.json())))).toBe('NO_ROUTES');
  });

  test('leaves requests alone', async () => {
    const app = framework();
    app.use('/v1', framework.Router().get('/x', api.public('test'), handler));
    app.use('/sub', framework().get('/y', api.public('test'), handler));
    app.get('/z', read, handler);
    api.guardAll(app);
    const server = app.listen(0);
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    const statuses = await Promise.all(
      ['/v1/x', '/sub/y', '/z', '/none'].map(
        async (path) => (await fetch(`http://localhost:${port}${path}`)).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 401, 404]);
  });
});

test('guardAll of something that is no application is a TypeError', () => {
  expect(() => api.guardAll({})).toThrow(
    'The list of routes needs an Express application or router.',
  );
});
