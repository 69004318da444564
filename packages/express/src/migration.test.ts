import { anyOf, defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { auth, requiredScopes, scopeIncludesAny } from 'express-oauth2-jwt-bearer';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createResourceServer } from './index.js';

const resource = 'https://api.example';
const catalogue = defineCatalogue({ scopes: { a: { title: 'A' }, b: { title: 'B' } } });

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer({ audience: resource });
});
afterAll(() => issuer.close());

const handler: RequestHandler = (_req, res) => void res.json({});
const failed: ErrorRequestHandler = (error: { status?: number }, _req, res, _next) =>
  void res.status(error.status ?? 500).end();

function statusesOf(
  path: string,
  { issuer: issuerBaseURL }: TestIssuer,
): (headers: Record<string, string>) => Promise<readonly number[]> {
  const there = auth({ issuerBaseURL, audience: resource });
  const optional = auth({
    issuerBaseURL,
    audience: resource,
    authRequired: false,
  });
  const old = express();
  old.get('/any-token', there, handler);
  old.get('/optional', optional, handler);
  old.get('/all', there, requiredScopes('a b'), handler);
  old.get('/any', there, scopeIncludesAny('a b'), handler);
  old.use(failed);

  const api = createResourceServer({ issuer: issuerBaseURL, resource, catalogue });
  const ours = express();
  ours.get('/any-token', api.authenticate(), handler);
  ours.get('/optional', api.authenticate({ optional: true }), handler);
  ours.get('/all', api.requireScopes('a', 'b'), handler);
  ours.get('/any', api.guard(anyOf('a', 'b')), handler);

  const servers = [old.listen(0), ours.listen(0)];
  onTestFinished(() => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  });
  return (headers) =>
    Promise.all(
      servers.map(async (server) => {
        const { port } = server.address() as AddressInfo;
        return (await fetch(`http://localhost:${port}${path}`, { headers })).status;
      }),
    );
}

const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });

test.each(['/any-token', '/all', '/any'])(
  'what replaces a middleware of express-oauth2-jwt-bearer at %s answers as it does',
  async (path) => {
    const statuses = statusesOf(path, issuer);
    for (const headers of [
      {},
      bearer('a.b.c'),
      bearer(await issuer.mint({ scopes: [] })),
      bearer(await issuer.mint({ scopes: ['a'] })),
      bearer(await issuer.mint({ scopes: ['b', 'a'] })),
      bearer(await issuer.mint({ scopes: ['a', 'b'], broken: 'expired' })),
      bearer(await issuer.mint({ scopes: ['a', 'b'], broken: 'unknown-kid' })),
    ]) {
      const [there, here] = await statuses(headers);
      expect(here).toBe(there);
    }
  },
);

test('except that an optional guard refuses a bad token, which is not taken for none', async () => {
  const statuses = statusesOf('/optional', issuer);
  expect(await statuses({})).toEqual([200, 200]);
  expect(await statuses(bearer(await issuer.mint()))).toEqual([200, 200]);
  expect(await statuses(bearer(await issuer.mint({ broken: 'expired' })))).toEqual([200, 401]);
});

test('and except that an outage of the issuer is no fault of the token', async () => {
  await using other = await startTestIssuer({ audience: resource });
  const token = await other.mint({ scopes: ['a'] });
  const statuses = statusesOf('/any-token', other);
  await other.fail('server-error');
  expect(await statuses(bearer(token))).toEqual([401, 503]);
});
