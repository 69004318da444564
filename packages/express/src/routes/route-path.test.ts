import express, { type Express, type RequestHandler } from 'express';
// @ts-expect-error it brings no types
import express4Untyped from 'express-4';
import { defineCatalogue } from '@stepscope/core';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createResourceServer, listRoutes } from '../index.js';

const isExpress4 = 'lazyrouter' in express();
const express4 = express4Untyped as typeof express;
const api = createResourceServer({
  issuer: 'https://issuer.example',
  resource: 'https://api.example',
  catalogue: defineCatalogue({ scopes: { admin: { title: 'Administer' } } }),
});
const guard = api.requireScopes('admin');
const handler: RequestHandler = (_req, res) => void res.json({});

/** The status without a token, and what the last row of the list says. */
async function observed(app: Express, path: string): Promise<[number, string | undefined]> {
  const server = app.listen(0);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const { status } = await fetch(`http://localhost:${port}${path}`);
  return [status, listRoutes(app).at(-1)?.needs];
}

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
])('under %s', (_, framework) => {
  test.each([
    ['admin', '/admin/users'],
    ['//admin', '/admin/users'],
    ['/api//admin', '/api/admin/users'],
    ['/api/admin', '/api//admin/users'],
    ['//api', '/api'],
  ])('a guard at %s does not count for %s, which it does not see', async (path, route) => {
    const app = framework();
    app.use(path, guard).get(route, handler);
    expect(await observed(app, route)).toEqual([200, 'UNGUARDED']);
    expect(() => api.guardAll(app)).toThrow(route);
  });

  test.each([
    ['/', '/admin/users'],
    ['/admin/', '/admin/users'],
    ['/admin', '/admin//users'],
    ['/admin/users', '/admin/users//'],
  ])('a guard at "%s" counts for %s', async (path, route) => {
    const app = framework();
    app.use(path, guard).get(route, handler);
    expect(await observed(app, route)).toEqual([401, 'admin']);
  });

  test('a guard counts for a router at its own path, whatever slashes follow', async () => {
    const app = framework();
    const router = framework.Router().use('/users', guard).get('/users/x', handler);
    app.use('/admin', guard).use('/admin', router);
    expect((await observed(app, '/admin//users/x'))[1]).toBe('admin');
    const inner = framework().use('/admin', framework.Router().use('/users', guard, handler));
    expect(await observed(inner, '/admin/users')).toEqual([401, 'admin']);
  });
});

test('under Express 4 a router answers with two slashes, which a guard that reaches into it does not see', async () => {
  const app = express4();
  app.use('/api/admin', guard);
  app.use('/api', express4.Router().get('/admin', handler));
  expect(await observed(app, '/api//admin')).toEqual([200, 'UNGUARDED']);
});

test.skipIf(isExpress4)('under Express 5 an empty path is the root', async () => {
  const app = express();
  app.use('', guard).get('/admin', handler);
  expect(await observed(app, '/admin')).toEqual([401, 'admin']);
});

test.skipIf(isExpress4)('under Express 5 a guard that reaches into a router counts', async () => {
  const app = express();
  app.use('/api/admin', guard);
  app.use('/api', express.Router().get('/admin', handler));
  expect(await observed(app, '/api/admin')).toEqual([401, 'admin']);
  expect((await observed(app, '/api//admin'))[0]).toBe(404);
});

test('under Express 4 a guard at a path with two slashes at the end counts for nothing', async () => {
  const app = express4();
  app.use('/api//', guard).get('/api/x', handler);
  expect(await observed(app, '/api/x')).toEqual([200, 'UNGUARDED']);
});
