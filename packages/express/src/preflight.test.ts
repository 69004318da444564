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
