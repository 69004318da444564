import { defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import type express from 'express';
// @ts-expect-error it brings no types
import express4Untyped from 'express-4';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createResourceServer, listRoutes, type ExpressResourceServer } from './index.js';

/** Express 4.21; what is used here has the types of Express 5. */
const express4 = express4Untyped as typeof express;

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
let issuer: TestIssuer;
let api: ExpressResourceServer<'files:read', never>;

beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms: ['ES256'] });
  api = createResourceServer({ issuer: issuer.issuer, resource: 'https://api.example', catalogue });
});
afterAll(() => issuer.close());

const handler: express.RequestHandler = (req, res) => void res.json({ path: req.path });

function serve(app: express.Express): (path: string, init?: RequestInit) => Promise<Response> {
  const server = app.listen(0);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return (path, init) => fetch(`http://localhost:${port}${path}`, init);
}

test('guards, denies and publishes metadata as under Express 5', async () => {
  const app = express4();
  app.use(api.metadata());
  app.get('/files', api.requireScopes('files:read'), (req, res) => {
    res.json(api.getAuth(req).subject);
  });
  app.get(
    '/broken',
    api.guard(() => Promise.reject(new Error('no database'))),
    handler,
  );
  const request = serve(app);
  const authorization = `Bearer ${await issuer.mint({ scopes: ['files:read'] })}`;

  expect((await request('/files', { method: 'HEAD' })).status).toBe(401);
  const refused = await request('/files');
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
    401,
    'Bearer realm="https://api.example", scope="files:read", resource_metadata="https://api.example/.well-known/oauth-protected-resource"',
  ]);
  const passed = await request('/files', { headers: { authorization } });
  expect([passed.status, await passed.json()]).toEqual([200, 'user-1']);
  expect((await request('/.well-known/oauth-protected-resource')).status).toBe(200);
  app.use(
    ((_error, _req, res, _next) => void res.status(500).end()) as express.ErrorRequestHandler,
  );
  expect((await request('/broken', { headers: { authorization } })).status).toBe(500);
});

test('takes preflights past guards in a route and under app.use', async () => {
  const app = express4();
  app.post('/route', api.authenticate(), handler);
  app.use('/use', api.authenticate(), handler);
  const request = serve(app);
  const preflight = {
    method: 'OPTIONS',
    headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' },
  };
  const [left, answered] = [await request('/route', preflight), await request('/use', preflight)];
  expect([left.status, left.headers.get('allow')]).toEqual([200, 'POST']);
  expect(answered.status).toBe(204);
});

test('lists routes with their mount paths', () => {
  const guard = api.requireScopes('files:read');
  const router = express4.Router();
  router.get('/x', handler);
  router.post('/x', guard, handler);
  const app = express4();
  app.use(express4.json());
  app.use('/v1.0/:tenant', router);
  app.use('/closed-now', guard, router);
  app.use(/^\/v\d+/, router);
  app.all('/all', guard, handler);
  app.get(['/a', /^\/b$/], handler);
  expect(
    listRoutes(app).map(({ method, path, requirement }) => [method, path, requirement]),
  ).toEqual([
    ['GET', '/v1.0/:tenant/x', 'UNGUARDED'],
    ['POST', '/v1.0/:tenant/x', 'files:read'],
    ['GET', '/closed-now/x', 'files:read'],
    ['POST', '/closed-now/x', 'files:read'],
    ['GET', expect.stringContaining('v\\d+'), 'UNGUARDED'],
    ['POST', expect.stringContaining('v\\d+'), 'files:read'],
    ['*', '/all', 'files:read'],
    ['GET', '/a', 'UNGUARDED'],
    ['GET', '/^\\/b$/', 'UNGUARDED'],
  ]);
  expect(listRoutes(express4())).toEqual([]);
});
