import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { defineCatalogue } from '@stepscope/core';
import express, { type RequestHandler, type Router } from 'express';
// @ts-expect-error it brings no types
import express4Untyped from 'express-4';
import { createRequire } from 'node:module';
// @ts-expect-error it brings no types
import Router22Untyped from 'router-2-2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createResourceServer, listRoutes, RouteListError } from '../index.js';

const express4 = express4Untyped as typeof express;
const Router22 = Router22Untyped as typeof express.Router;

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
const api = createResourceServer({
  issuer: 'https://issuer.example',
  resource: 'https://api.example',
  catalogue,
});
const read = api.requireScopes('files:read');
const handler: RequestHandler = (_req, res) => void res.json({});
const middleware: RequestHandler = (_req, _res, next) => next();

const lines = (app: object): string[] =>
  listRoutes(app).map(({ method, path, needs }) => `${method} ${path} ${needs}`);

describe('router 2.2, which does not keep mount paths', () => {
  test('is listed where nothing has a mount path', () => {
    const router = Router22();
    router.get('/early', handler);
    router.use(middleware, read);
    router.use(Router22().get('/a/:id', handler));
    router.use('/somewhere', middleware);
    expect(lines(router)).toEqual(['GET /early UNGUARDED', 'GET /a/:id files:read']);
  });

  test.each<[string, RequestHandler]>([
    ['a guard', read],
    ['a router', Router22().get('/a', handler)],
    ['an application', express().get('/a', handler)],
    ['a handler', handler],
    ['static files', express.static('.')],
  ])('is a named error where %s has a mount path', (_, mounted) => {
    const router = Router22().use('/somewhere', mounted);
    expect(() => listRoutes(router)).toThrow(RouteListError);
    expect(() => listRoutes(router)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_MOUNT_PATH' }) as Error,
    );
    expect(() => listRoutes(router)).toThrow('update the package "router" to 2.3 or newer');
  });
});

test.skipIf('lazyrouter' in express()).for<[string, (router: Router) => unknown]>([
  ['one that is not in its layers', () => [{ path: '/a' }, { path: '/hidden' }]],
  ['another one than its layers', () => [{ path: '/hidden' }]],
  ['none of those in its layers', () => []],
])('a router that lists %s is a named error', ([, listOwn]) => {
  const app = express().get('/a', read, handler);
  Object.assign(app.router, { listRoutes: listOwn });
  expect(() => listRoutes(app)).toThrow(
    expect.objectContaining({ code: 'UNKNOWN_ROUTER' }) as Error,
  );
});

test('the applications that Express 4 mounts are listed', () => {
  const seen: unknown[] = [];
  const see: RequestHandler = (req, _res, next) => {
    seen.push(req);
    next();
  };
  const inner = express4().get('/y', handler);
  const sub = express4().use(see).get('/x', handler).use('/inner', inner);
  const bare = express4();
  bare.use(see);
  const app = express4().use('/bare', bare).use('/empty', express4());
  app.use('/open', sub).use('/closed', read, sub);
  app.use('/five', express().get('/x', read, handler));
  expect(lines(app)).toEqual([
    '* /empty/* UNGUARDED',
    'GET /open/x UNGUARDED',
    'GET /open/inner/y UNGUARDED',
    'GET /closed/x files:read',
    'GET /closed/inner/y files:read',
    'GET /five/x files:read',
  ]);
  expect(seen).toEqual([]);
});

test('guards and routes are seen through what OpenTelemetry puts around them', () => {
  const instrumentation = new ExpressInstrumentation();
  onTestFinished(() => instrumentation.disable());
  const traced = createRequire(import.meta.url)('express') as typeof express;
  const app = traced();
  app.use(middleware);
  app.use('/admin', read);
  app.get('/admin/x', handler);
  app.use('/v1', traced.Router().get('/a', handler));
  app.use('/sub', traced().get('/b', read, handler));
  app.use('/end', handler);
  expect(app.router.stack[0]!.handle).toHaveProperty('__original', middleware);
  expect(lines(app)).toEqual([
    'GET /admin/x files:read',
    'GET /v1/a UNGUARDED',
    'GET /sub/b files:read',
    '* /end/* UNGUARDED',
  ]);
});
