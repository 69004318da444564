import { defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import express, { type RequestHandler } from 'express';
// @ts-expect-error it brings no types
import express4Untyped from 'express-4';
import fc from 'fast-check';
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createResourceServer } from './index.js';

const express4 = express4Untyped as typeof express;
const catalogue = defineCatalogue({
  scopes: { 'files:read': { title: 'Read files' }, 'files:write': { title: 'Write files' } },
});

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms: ['ES256'] });
});
afterAll(() => issuer.close());

/** As the package "method-override" does it. */
const methodOverride: RequestHandler = (req, _res, next) => {
  const wanted = req.headers['x-http-method-override'];
  if (typeof wanted === 'string') req.method = wanted;
  next();
};

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
])('under %s no spelling of a request slips past [S3.13]', (_, framework) => {
  let handled: string[] = [];
  let port: number;
  let close: () => void;
  const agent = new Agent({ keepAlive: true });

  beforeAll(() => {
    const api = createResourceServer({
      issuer: issuer.issuer,
      resource: 'https://api.example',
      catalogue,
    });
    const handler =
      (name: string): RequestHandler =>
      (_req, res) => {
        handled.push(name);
        res.json({});
      };
    const byMethod = api.guard((req) => (req.method === 'GET' ? 'files:read' : 'files:write'));
    const app = framework();
    app.use(methodOverride);
    app.get('/route/:id', api.requireScopes('files:read'), handler('route'));
    app.delete('/route/:id', api.requireScopes('files:write'), handler('delete'));
    app.use('/admin', api.requireScopes('files:write'));
    app.use('/admin', framework.Router().all('/users', handler('admin')));
    app.all('/admin/direct', handler('direct'));
    app.use('/dynamic', byMethod, handler('dynamic'));
    api.guardAll(app);
    const server = app.listen(0);
    ({ port } = server.address() as AddressInfo);
    close = () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    };
  });
  afterAll(() => close());

  /** Sends the target as it is, which `fetch` would normalise. */
  const send = (
    method: string,
    target: string,
    headers: Record<string, string> = {},
  ): Promise<number> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ port, method, path: target, headers, agent }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode!));
      });
      outgoing.on('error', reject).end();
    });
  const bearer = async (...scopes: string[]): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await issuer.mint({ scopes })}`,
  });

  const targets = [
    ['GET', '/route/1', 'route'],
    ['HEAD', '/route/1', 'route'],
    ['GET', '/Route/1', 'route'],
    ['GET', '/ROUTE/1/', 'route'],
    ['GET', '/route/%61', 'route'],
    ['GET', '/route/1?a=b', 'route'],
    ['GET', 'http://other.example/route/1', 'route'],
    ['GET', '/admin/users', 'admin'],
    ['HEAD', '/admin/users', 'admin'],
    ['POST', '/Admin/Users', 'admin'],
    ['GET', '/admin/users/', 'admin'],
    ['PROPFIND', '/ADMIN/users', 'admin'],
    ['GET', '/admin/direct/', 'direct'],
    ['OPTIONS', '/admin/direct', 'direct'],
    ['PUT', '/dynamic/any/thing', 'dynamic'],
    ['GET', '/%61dmin/users', undefined],
    ['GET', '//admin/users', undefined],
    ['GET', '/x/../admin/users', undefined],
    ['GET', '/./admin/users', undefined],
    ['GET', '/admin;a/users', undefined],
    ['GET', '/admin%2fusers', undefined],
    ['GET', '/route/%zz', undefined],
  ] as const;

  test.each(targets)('%s %s', async (method, target, reaches) => {
    handled = [];
    expect(await send(method, target)).toBeGreaterThanOrEqual(400);
    expect(await send(method, target, await bearer())).toBeGreaterThanOrEqual(400);
    expect(handled).toEqual([]);
    // What reaches a handler with a good token shows that the guard is what stops the others.
    await send(method, target, await bearer('files:read', 'files:write'));
    expect(handled).toEqual(reaches === undefined ? [] : [reaches]);
  });

  test('an overridden method meets the guard of the route that it reaches', async () => {
    handled = [];
    const readOnly = await bearer('files:read');
    const override = { ...readOnly, 'x-http-method-override': 'DELETE' };
    expect(await send('GET', '/route/1', readOnly)).toBe(200);
    expect(await send('GET', '/route/1', override)).toBe(403);
    expect(await send('POST', '/route/1', override)).toBe(403);
    expect(await send('GET', '/dynamic', override)).toBe(403);
    expect(handled).toEqual(['route']);
  });

  test('a HEAD that a function of the request tells from GET needs what the function says', async () => {
    handled = [];
    const readOnly = await bearer('files:read');
    expect(await send('GET', '/dynamic', readOnly)).toBe(200);
    expect(await send('HEAD', '/dynamic', readOnly)).toBe(403);
    expect(handled).toEqual(['dynamic']);
  });

  test('however it is mangled', async () => {
    handled = [];
    const piece = fc.constantFrom(
      ...'/ // . .. %2e %2f ; \\ %00 %61 ? # x %20 admin Admin %61dmin users route 1 dynamic'.split(
        ' ',
      ),
    );
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS', 'DELETE', 'QUERY');
    await fc.assert(
      fc.asyncProperty(method, fc.array(piece, { maxLength: 8 }), async (verb, pieces) => {
        const target = `/${pieces.join('')}`;
        const status = await send(verb, target);
        // Express itself answers OPTIONS with the methods of a path.
        if (verb !== 'OPTIONS') expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
        expect(handled).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
