import { anyOf, defineCatalogue } from '@stepscope/core';
import cors from 'cors';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { describe, expect, test } from 'vitest';
import { createResourceServer, listRoutes, type RouteRow } from '../index.js';

const catalogue = defineCatalogue({
  scopes: { 'files:read': { title: 'Read files' }, 'files:write': { title: 'Write files' } },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});
const api = createResourceServer({
  issuer: 'https://issuer.example',
  resource: 'https://api.example',
  catalogue,
});
const read = api.requireScopes('files:read');
const write = api.requireScopes('files:write');
const handler: RequestHandler = (_req, res) => void res.json({});
const middleware: RequestHandler = (_req, _res, next) => next();

const lines = (rows: readonly RouteRow[]): string[] =>
  rows.map(
    ({ method, path, requirement }) =>
      `${method} ${path} ${typeof requirement === 'string' ? requirement : JSON.stringify(requirement)}`,
  );

test('says what each kind of guard asks', () => {
  const app = express();
  app.use(api.metadata(), express.json());
  app.get('/files', read, handler);
  app.post('/files', api.requireAction('files.create'), handler);
  app.patch('/files/:id', api.guard(anyOf('files:write', 'files:read')), handler);
  app.put(
    '/files/:id',
    api.guard(() => 'files:read'),
    handler,
  );
  app.get('/me', api.authenticate(), handler);
  app.get('/maybe', api.authenticate({ optional: true }), handler);
  app.get('/health', api.public('liveness probe'), handler);
  app.get('/secret', handler);
  expect(listRoutes(app)).toEqual([
    { method: 'GET', path: '/files', requirement: 'files:read', needs: 'files:read' },
    {
      method: 'POST',
      path: '/files',
      requirement: 'files:write',
      needs: 'files:write',
      action: 'files.create',
    },
    {
      method: 'PATCH',
      path: '/files/:id',
      requirement: { anyOf: ['files:write', 'files:read'] },
      needs: 'files:write or files:read',
    },
    { method: 'PUT', path: '/files/:id', requirement: 'per-request', needs: 'per-request' },
    { method: 'GET', path: '/me', requirement: 'authenticated', needs: 'authenticated' },
    {
      method: 'GET',
      path: '/maybe',
      requirement: 'public',
      needs: 'public',
      reason: 'authentication is optional',
    },
    {
      method: 'GET',
      path: '/health',
      requirement: 'public',
      needs: 'public',
      reason: 'liveness probe',
    },
    { method: 'GET', path: '/secret', requirement: 'UNGUARDED', needs: 'UNGUARDED' },
  ]);
});

test('takes optional authentication of everything for no decision about a route', () => {
  const app = express();
  app.use(api.authenticate({ optional: true }));
  app.get('/a', handler);
  app.get('/b', read, handler);
  app.use('/assets', api.public('assets'));
  app.get('/assets/:name', handler);
  expect(lines(listRoutes(app))).toEqual([
    'GET /a UNGUARDED',
    'GET /b files:read',
    'GET /assets/:name public',
  ]);
});

test('joins several guards', () => {
  const app = express();
  app.use(api.authenticate());
  app.get('/a', read, handler);
  app.get('/b', read, write, handler);
  app.get('/c', api.public('it is not, for a guard stands before it'), handler);
  expect(lines(listRoutes(app))).toEqual([
    'GET /a files:read',
    'GET /b {"allOf":["files:read","files:write"]}',
    'GET /c authenticated',
  ]);
});

describe('within a route', () => {
  test('looks at each method by itself', () => {
    const app = express();
    app.route('/a').get(read, handler).post(handler).head(handler);
    app.route('/b').all(read).get(handler).put(write, handler);
    app.all('/c', read, handler);
    expect(lines(listRoutes(app))).toEqual([
      'GET /a files:read',
      'POST /a UNGUARDED',
      'HEAD /a UNGUARDED',
      'GET /b files:read',
      'PUT /b {"allOf":["files:read","files:write"]}',
      '* /c files:read',
    ]);
  });

  test('counts a guard only before every handler that might answer', () => {
    const app = express();
    app.get('/a', handler, read, handler);
    app.get('/b', middleware, [middleware, read], handler);
    app.get('/c', read, middleware, write, handler);
    app.get('/d', handler, read);
    app.get('/e', api.authenticate({ optional: true }), middleware, read, handler);
    app.route('/f').all(middleware).get(read, handler);
    app.all('/g', read);
    expect(lines(listRoutes(app))).toEqual([
      'GET /a UNGUARDED',
      'GET /b UNGUARDED',
      'GET /c files:read',
      'GET /d UNGUARDED',
      'GET /e public',
      '* /f UNGUARDED',
      'GET /f UNGUARDED',
      '* /g files:read',
    ]);
  });

  test('lists every path of one registration', () => {
    const app = express();
    app.get(['/a', '/b/:id', /^\/c$/], read, handler);
    expect(lines(listRoutes(app))).toEqual([
      'GET /a files:read',
      'GET /b/:id files:read',
      'GET /^\\/c$/ files:read',
    ]);
  });
});

describe('guards under use', () => {
  test('count for what is registered after them, below their path', () => {
    const app = express();
    app.get('/admin/early', handler);
    app.use('/admin', read);
    app.get('/admin', handler);
    app.get('/admin/:id', handler);
    app.get('/administrators', handler);
    app.get('/other', handler);
    app.use(['/x', '/y'], write);
    app.get('/y/1', handler);
    expect(lines(listRoutes(app))).toEqual([
      'GET /admin/early UNGUARDED',
      'GET /admin files:read',
      'GET /admin/:id files:read',
      'GET /administrators UNGUARDED',
      'GET /other UNGUARDED',
      'GET /y/1 files:write',
    ]);
  });

  test.each([
    ['/:tenant', '/a/b', true],
    ['/:tenant', '/:id', true],
    ['/:tenant/admin', '/:tenant/admin/x', true],
    ['/', '/*path', true],
    ['/admin', '/*path', false],
    ['/admin', '/:section/x', false],
    ['/:tenant', '/*path', false],
    ['/:tenant', '{/:id}', false],
    ['/admin{/:x}', '/admin', false],
    ['/a/b', '/a', false],
    [/^\/a/, '/a', false],
    [/^\/a/, /^\/a/, false],
    ['/', /^\/a/, true],
    ['/a', /^\/a/, false],
  ])('at %s cover %s: %s', (guardPath, path, covered) => {
    const app = express();
    app.use(guardPath, read);
    app.get(path, handler);
    expect(listRoutes(app)[0]?.requirement).toBe(covered ? 'files:read' : 'UNGUARDED');
  });
});

describe('handlers under use', () => {
  test('that take no next answer in place of the guards after them', () => {
    const app = express();
    app.use('/a', handler);
    app.use('/b', read, handler);
    app.use(api.authenticate());
    app.get('/a/x', handler);
    app.get('/a/y', read, handler);
    app.get('/b/x', write, handler);
    app.get('/c', handler);
    expect(lines(listRoutes(app))).toEqual([
      'GET /a/x UNGUARDED',
      'GET /a/y UNGUARDED',
      'GET /b/x files:read',
      'GET /c authenticated',
    ]);
  });

  test('answer out of a router too', () => {
    const inner = express.Router().use(handler);
    const outer = express.Router().use('/x', inner);
    const app = express();
    app.use('/v1', outer);
    app.get('/v1/x/y', read, handler);
    app.get('/v1/y', read, handler);
    expect(lines(listRoutes(app))).toEqual(['GET /v1/x/y UNGUARDED', 'GET /v1/y files:read']);
  });

  test('that take next count as harmless, and so do those of which nobody can tell', () => {
    const app = express();
    app.use(cors(), express.json(), middleware, (...[, , next]) => next());
    app.use(((_error, _req, res, _next) => void res.end()) as ErrorRequestHandler);
    app.use(read);
    app.get('/a', handler);
    app.use(handler);
    expect(lines(listRoutes(app))).toEqual(['GET /a files:read']);
  });
});

describe('routers', () => {
  test('are listed with their mount paths, and inherit guards', () => {
    const inner = express.Router();
    inner.get('/', handler);
    inner.get('/:id', write, handler);
    const outer = express.Router();
    outer.use('/items', inner);
    outer.use(read);
    outer.get('/late', handler);
    const app = express();
    app.use('/v1', middleware, outer);
    app.use('/v2', api.authenticate(), outer);
    app.use(inner);
    expect(lines(listRoutes(app))).toEqual([
      'GET /v1/items UNGUARDED',
      'GET /v1/items/:id files:write',
      'GET /v1/late files:read',
      'GET /v2/items authenticated',
      'GET /v2/items/:id files:write',
      'GET /v2/late files:read',
      'GET / UNGUARDED',
      'GET /:id files:write',
    ]);
  });

  test('keep a guard of theirs to themselves', () => {
    const router = express.Router();
    router.use(read);
    const app = express();
    app.use('/a', router);
    app.get('/b', handler);
    expect(lines(listRoutes(app))).toEqual(['GET /b UNGUARDED']);
  });

  test('at a regular expression cover what is in them', () => {
    const router = express.Router();
    router.use(read);
    router.get('/x', handler);
    const app = express();
    app.use(/^\/v\d+/, router);
    expect(lines(listRoutes(app))).toEqual(['GET /^\\/v\\d+//x files:read']);
  });

  test('can be listed alone', () => {
    const router = express.Router().get('/a', read, handler);
    expect(lines(listRoutes(router))).toEqual(['GET /a files:read']);
  });
});

test('shows a mounted application as unguarded unless a guard stands before it', () => {
  const sub = express();
  sub.get('/x', handler);
  const app = express();
  app.use('/open', sub);
  app.use('/closed', read, sub);
  expect(lines(listRoutes(app))).toEqual(['* /open/* UNGUARDED', '* /closed/* files:read']);
  expect(lines(listRoutes(sub))).toEqual(['GET /x UNGUARDED']);
});

test('is empty for an application without routes', () => {
  expect(listRoutes(express())).toEqual([]);
});

test.each([{}, () => {}, { router: 1 }])('is a TypeError for %s', (value) => {
  expect(() => listRoutes(value)).toThrow('listRoutes needs an Express application or router.');
});
