import { defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import cors from 'cors';
import express, { type Express, type RequestHandler } from 'express';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createResourceServer, type ExpressResourceServer } from './index.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });

let issuer: TestIssuer;
let api: ExpressResourceServer<'files:read', never>;
let handled: string[];

beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms: ['ES256'] });
});
afterAll(() => issuer.close());
beforeEach(() => {
  handled = [];
  api = createResourceServer({ issuer: issuer.issuer, resource: 'https://api.example', catalogue });
});

const handler =
  (name: string): RequestHandler =>
  (_req, res) => {
    handled.push(name);
    res.json({});
  };

function serve(app: Express): (path: string, init?: RequestInit) => Promise<Response> {
  const server = app.listen(0);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return (path, init) => fetch(`http://localhost:${port}${path}`, init);
}

const preflight = {
  method: 'OPTIONS',
  headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' },
};

describe('a preflight', () => {
  test('leaves a guarded route, so that Express answers with the methods', async () => {
    const app = express();
    app.post('/files', api.requireScopes('files:read'), handler('files'));
    const response = await serve(app)('/files', preflight);
    expect([response.status, response.headers.get('allow')]).toEqual([200, 'POST']);
    expect(handled).toEqual([]);
  });

  test('never runs the handler of a route for all methods', async () => {
    const app = express();
    app.all('/files', api.authenticate(), handler('files'));
    const response = await serve(app)('/files', preflight);
    expect(response.status).toBe(404);
    expect(handled).toEqual([]);
  });

  test('reaches CORS that is registered after the route', async () => {
    const app = express();
    app.all('/files', api.authenticate(), handler('files'));
    app.use(cors());
    const response = await serve(app)('/files', preflight);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('is answered with 204 by a guard under app.use, and goes no further', async () => {
    const app = express();
    app.use('/files', api.requireScopes('files:read'));
    app.use('/files', handler('files'));
    const response = await serve(app)('/files/1', preflight);
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(handled).toEqual([]);
  });

  test('is answered with 204 by a guard in a router', async () => {
    const app = express();
    const router = express.Router();
    router.use(api.authenticate());
    router.all('/a', handler('a'));
    app.use('/files', router);
    expect((await serve(app)('/files/a', preflight)).status).toBe(204);
    expect(handled).toEqual([]);
  });

  test('meets a guard that stands both in a route and under app.use as what it is', async () => {
    const app = express();
    const guard = api.authenticate();
    app.all('/files', guard, handler('route'));
    app.use(guard);
    app.use(handler('rest'));
    expect((await serve(app)('/files', preflight)).status).toBe(204);
    expect(handled).toEqual([]);
  });

  test('is answered with 204 by a route of guards alone: it protects what follows', async () => {
    const app = express();
    app.all('/files/:path', api.authenticate(), api.requireScopes('files:read'));
    app.all('/files/a', handler('a'));
    expect((await serve(app)('/files/a', preflight)).status).toBe(204);
    expect(handled).toEqual([]);
  });

  test.each<[string, RequestHandler]>([
    ['a loader', (_req, _res, next) => next()],
    ['a wrapper, of which nothing is known', (...[, , next]) => next()],
  ])('is answered with 204 by a route that goes on to %s', async (_, loader) => {
    const app = express();
    app.all(/^\/files/, api.authenticate(), loader);
    app.all('/files/a', handler('a'));
    app.use('/files/proxy', handler('proxy'));
    const request = serve(app);
    for (const path of ['/files/a', '/files/proxy/1']) {
      expect([path, (await request(path, preflight)).status]).toEqual([path, 204]);
      expect([path, (await request(path)).status]).toEqual([path, 401]);
    }
    expect(handled).toEqual([]);
  });

  test('is answered with 204 under app.use after a parameter has left a route with the guard', async () => {
    const app = express();
    const guard = api.authenticate();
    app.param('id', (_req, _res, next, id) => next(id === 'me' ? 'route' : undefined));
    app.all('/users/:id', guard, handler('user'));
    app.use(guard);
    app.all('/users/me', handler('me'));
    api.guardAll(app);
    const request = serve(app);
    expect((await request('/users/me', preflight)).status).toBe(204);
    expect((await request('/users/me')).status).toBe(401);
    expect(handled).toEqual([]);
  });

  test('is answered with 204 by a guard in a wrapper under app.use after its route was left', async () => {
    const app = express();
    const guard = api.authenticate();
    app.all('/files', (_req, _res, next) => next('route'), guard, handler('route'));
    app.use((req, res, next) => guard(req, res, (error) => next(error)));
    app.all('/files', handler('files'));
    expect((await serve(app)('/files', preflight)).status).toBe(204);
    expect(handled).toEqual([]);
  });

  test('is answered with 204 by a route that has a router before its guard', async () => {
    const app = express();
    const guard = api.authenticate();
    const router = express.Router().all('/', guard, handler('inner'));
    app.use(
      '/files',
      express.Router().all('/', router, guard, (_req, _res, next) => next()),
    );
    app.all('/files', handler('files'));
    expect((await serve(app)('/files', preflight)).status).toBe(204);
    expect(handled).toEqual([]);
  });

  test('is answered with 204 by a guard inside another function', async () => {
    const app = express();
    const guard = api.authenticate();
    app.all('/files', (req, res, next) => guard(req, res, next), handler('files'));
    expect((await serve(app)('/files', preflight)).status).toBe(204);
    expect(handled).toEqual([]);
  });

  test('passes public and optional guards', async () => {
    const app = express();
    app.use(api.authenticate({ optional: true }), api.public('test'));
    app.options('/files', handler('files'));
    expect((await serve(app)('/files', preflight)).status).toBe(200);
    expect(handled).toEqual(['files']);
  });
});

describe('OPTIONS that is no preflight meets the guard', () => {
  test.each([
    ['no Origin', { 'Access-Control-Request-Method': 'POST' }],
    ['no Access-Control-Request-Method', { Origin: 'https://app.example' }],
  ])('%s', async (_, headers) => {
    const app = express();
    app.options('/files', api.authenticate(), handler('files'));
    expect((await serve(app)('/files', { method: 'OPTIONS', headers })).status).toBe(401);
    expect(handled).toEqual([]);
  });
});

test('a request of another method with the headers of a preflight meets the guard', async () => {
  const app = express();
  app.get('/files', api.authenticate(), handler('files'));
  const response = await serve(app)('/files', { headers: preflight.headers });
  expect(response.status).toBe(401);
});

test('a guard under app.use asks for nothing that stood in a route that was left', async () => {
  const app = express();
  const guard = api.authenticate();
  app.get(
    '/files',
    (_req, _res, next) => next('route'),
    guard,
    api.requireScopes('files:read'),
    handler('route'),
  );
  app.use(guard);
  app.get('/files', handler('files'));
  const challenge = (await serve(app)('/files')).headers.get('www-authenticate');
  expect(challenge).toMatch(/^Bearer /);
  expect(challenge).not.toContain('scope');
});

describe('Access-Control-Expose-Headers', () => {
  const ours = 'WWW-Authenticate, DPoP-Nonce, Retry-After';
  test.each<[string, string[], string]>([
    ['keeps what the app exposes', ['ETag', 'Link'], `ETag,Link, ${ours}`],
    ['names nothing twice', ['www-authenticate'], 'www-authenticate, DPoP-Nonce, Retry-After'],
    ['adds nothing to what is complete', ours.split(', '), ours.replaceAll(' ', '')],
  ])('%s', async (_, exposedHeaders, expected) => {
    const app = express();
    app.use(cors({ exposedHeaders }));
    app.get('/', api.authenticate(), handler('root'));
    const request = serve(app);
    const authorization = `Bearer ${await issuer.mint()}`;
    for (const [headers, status] of [
      [{}, 401],
      [{ authorization }, 200],
    ] as const) {
      const response = await request('/', { headers });
      expect(response.status).toBe(status);
      expect(response.headers.get('access-control-expose-headers')).toBe(expected);
    }
  });

  test('is set once by several guards', async () => {
    const app = express();
    app.use(api.authenticate());
    app.get('/', api.requireScopes('files:read'), handler('root'));
    const headers = { authorization: `Bearer ${await issuer.mint({ scopes: ['files:read'] })}` };
    const response = await serve(app)('/', { headers });
    expect(response.headers.get('access-control-expose-headers')).toBe(ours);
  });
});
