import { anyOf, defineCatalogue } from '@stepscope/core';
import cors from 'cors';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AddressInfo } from 'node:net';
import { createResourceServer, listRoutes, RouteListError, type RouteRow } from '../index.js';

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

async function statusOf(app: express.Express, path: string): Promise<number> {
  const server = app.listen(0);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return (await fetch(`http://localhost:${port}${path}`)).status;
}

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

const isExpress4 = 'lazyrouter' in express();

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
    expect(lines(listRoutes(app))).toEqual([
      'GET /admin/early UNGUARDED',
      'GET /admin files:read',
      'GET /admin/:id files:read',
      'GET /administrators UNGUARDED',
      'GET /other UNGUARDED',
    ]);
  });

  // Express 4 keeps one pattern of both paths, which may or may not cover the route.
  test.skipIf(isExpress4)('count below each of several paths', () => {
    const app = express();
    app.use(['/x', '/y'], write);
    app.get('/y/1', handler);
    expect(lines(listRoutes(app))).toEqual(['GET /y/1 files:write']);
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
    [/^\/a$/, '/a', false],
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
      '* /a/* UNGUARDED',
      '* /b/* files:read',
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
    expect(lines(listRoutes(app))).toEqual([
      '* /v1/x/* UNGUARDED',
      'GET /v1/x/y UNGUARDED',
      'GET /v1/y files:read',
    ]);
  });

  test('that take next count as harmless, and so do those of which nobody can tell', () => {
    const app = express();
    app.use(cors(), express.json(), middleware, (...[, , next]) => next());
    app.use(((_error, _req, res, _next) => void res.end()) as ErrorRequestHandler);
    app.use(read);
    app.get('/a', handler);
    app.use(handler);
    expect(lines(listRoutes(app))).toEqual(['GET /a files:read', '* /* files:read']);
  });

  test('and static files are listed, for they answer', () => {
    const app = express();
    app.use('/assets', express.static('.'));
    app.get('/assets/x', read, handler);
    app.use('/docs', api.public('documentation'), express.static('.'));
    app.use(handler);
    expect(lines(listRoutes(app))).toEqual([
      '* /assets/* UNGUARDED',
      'GET /assets/x files:read',
      '* /docs/* public',
      '* /* UNGUARDED',
    ]);
  });
});

describe('a public guard without a path', () => {
  test('counts for the handler beside it alone', () => {
    const app = express();
    app.get('/a', handler);
    app.use(api.public('pages'), express.static('.'));
    app.get('/b', handler);
    app.use(api.public('pages'), middleware);
    app.use(express.static('.'));
    app.use(api.public('not found'), handler);
    expect(lines(listRoutes(app))).toEqual([
      'GET /a UNGUARDED',
      '* /* public',
      'GET /b UNGUARDED',
      '* /* UNGUARDED',
      '* /* public',
    ]);
  });

  test('counts for the router or application beside it', () => {
    const login = express.Router().get('/login', handler);
    const docs = express().get('/docs', handler);
    const app = express();
    app.use(api.public('sign-in'), login);
    app.use(api.public('documentation'), docs);
    app.get('/a', handler);
    expect(
      listRoutes(app).map(({ path, requirement, reason }) => [path, requirement, reason]),
    ).toEqual([
      ['/login', 'public', 'sign-in'],
      ['/docs', 'public', 'documentation'],
      ['/a', 'UNGUARDED', undefined],
    ]);
  });

  test('declares a router public from within, where the router has a path', () => {
    const hooks = express.Router().use(api.public('signed by the sender')).post('/mail', handler);
    const app = express().use('/hooks', hooks).get('/hooks/x', handler);
    expect(lines(listRoutes(app))).toEqual(['POST /hooks/mail public', 'GET /hooks/x UNGUARDED']);
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

describe('mounted applications', () => {
  test('are listed with their mount paths, and inherit guards', () => {
    const inner = express().get('/y', handler);
    const sub = express().use(express.json()).get('/x', handler).use('/inner', inner);
    sub.use(write).get('/z', handler);
    const app = express();
    app.use('/open', sub);
    app.use('/closed', read, sub);
    expect(lines(listRoutes(app))).toEqual([
      'GET /open/x UNGUARDED',
      'GET /open/inner/y UNGUARDED',
      'GET /open/z files:write',
      'GET /closed/x files:read',
      'GET /closed/inner/y files:read',
      'GET /closed/z {"allOf":["files:read","files:write"]}',
    ]);
    expect(lines(listRoutes(sub))[0]).toBe('GET /x UNGUARDED');
  });

  test('are listed when a router mounts them', () => {
    const sub = express().get('/x', handler);
    const router = express.Router().use('/sub', sub);
    expect(lines(listRoutes(express().use('/v1', router)))).toEqual(['GET /v1/sub/x UNGUARDED']);
  });

  test('never see a request while they are listed', () => {
    const seen: unknown[] = [];
    const see: RequestHandler = (req, _res, next) => {
      seen.push(req);
      next();
    };
    const sub = express().use(see).get('/', see, handler);
    sub.use(((_error, ...request) => see(...request)) as ErrorRequestHandler);
    listRoutes(express().use(sub));
    expect(seen).toEqual([]);
  });

  test('show as one row where they keep to themselves', () => {
    const odd = Object.assign(((_req, _res, next) => next()) as RequestHandler, {
      handle: (_req: unknown, _res: unknown, next: () => void) => next(),
      set() {},
      emit() {},
    });
    const app = express().use('/odd', odd);
    expect(lines(listRoutes(app))).toEqual(['* /odd/* UNGUARDED']);
  });
});

describe('upper and lower case', () => {
  const caseSensitive = (): express.Express => express().enable('case sensitive routing');

  test.each([
    ['/admin', caseSensitive, false, '/admin', false],
    ['/admin', caseSensitive, true, '/admin', true],
    ['/Admin', caseSensitive, true, '/admin', false],
    ['/:section', caseSensitive, false, '/admin', true],
    ['/1.0', caseSensitive, false, '/1.0', true],
    ['/', caseSensitive, false, '/admin', true],
    ['/admin', express, false, '/admin', true],
    ['/Admin', express, false, '/admin', true],
    ['/Admin', express, true, '/admin', true],
  ])(
    'guard at %s of %o, router (sensitive: %s) with %s: covered %s [S3.13]',
    async (guardPath, create, sensitive, path, covered) => {
      const router = express.Router({ caseSensitive: sensitive }).get(path, handler);
      const app = create().use(guardPath, read).use(router);
      expect(listRoutes(app)[0]?.requirement).toBe(covered ? 'files:read' : 'UNGUARDED');
      // What is said to be covered really is: no spelling reaches the handler without the guard.
      const statuses = await Promise.all(
        ['/admin', '/ADMIN', '/Admin', '/1.0'].map((spelling) => statusOf(app, spelling)),
      );
      expect(statuses.includes(200)).toBe(!covered);
    },
  );
});

test('is empty for an application without routes', () => {
  expect(listRoutes(express())).toEqual([]);
});

test.each([{}, () => {}, { router: 1 }])('is a TypeError for %s', (value) => {
  expect(() => listRoutes(value)).toThrow(
    'The list of routes needs an Express application or router.',
  );
  expect(() => listRoutes(value)).toThrow(RouteListError);
});
