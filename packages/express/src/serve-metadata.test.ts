import { defineCatalogue, parseActionMetadata } from '@stepscope/core';
import cors from 'cors';
import express, { type Express } from 'express';
// @ts-expect-error it brings no types
import express4Untyped from 'express-4';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createResourceServer } from './index.js';

const express4 = express4Untyped as typeof express;
const catalogue = defineCatalogue({
  scopes: {
    'files:write': { title: 'Write files' },
    'files:admin': { title: 'Administer files', implies: ['files:write'] },
  },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});

const protectedResource = '/.well-known/oauth-protected-resource';
const stepscope = '/.well-known/stepscope';

// eslint-disable-next-line typescript/explicit-function-return-type -- the inferred type is the point
const createApi = (resource = 'https://api.example') =>
  createResourceServer({ issuer: 'https://issuer.example', resource, catalogue });

function serve(app: Express): (path: string, init?: RequestInit) => Promise<Response> {
  const server = app.listen(0);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return (path, init) => fetch(`http://localhost:${port}${path}`, init);
}

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
])('metadata under %s', (_, framework) => {
  test('is served at the URLs that derive from the resource [S1.12]', async () => {
    const request = serve(framework().use(createApi('https://api.example/v1').metadata()));
    const [rfc9728, actions] = [
      await request(`${protectedResource}/v1`),
      await request(`${stepscope}/v1`),
    ];
    expect(rfc9728.headers.get('content-type')).toBe('application/json');
    expect(await rfc9728.json()).toEqual({
      resource: 'https://api.example/v1',
      authorization_servers: ['https://issuer.example'],
      scopes_supported: ['files:write', 'files:admin'],
      bearer_methods_supported: ['header'],
    });
    expect(actions.headers.get('content-type')).toBe('application/json');
    const read = parseActionMetadata(await actions.json(), { resource: 'https://api.example/v1' });
    expect(read?.actions.get('files.create')?.title).toBe('Create a file');
    expect((await request(stepscope)).status).toBe(404);
  });

  test('stays at its URL when it is mounted below a path', async () => {
    const app = framework();
    app.use('/.well-known', createApi().metadata());
    const request = serve(app);
    const statuses: number[] = [];
    for (const [method, url] of [
      ['GET', protectedResource],
      ['HEAD', stepscope],
      ['POST', protectedResource],
      ['GET', `${protectedResource}/v1`],
      ['GET', `/.well-known${protectedResource}`],
    ] as const) {
      statuses.push((await request(url, { method })).status);
    }
    expect(statuses).toEqual([200, 200, 404, 404, 404]);
  });
});

describe('metadata', () => {
  test('can be had without the actions', async () => {
    const request = serve(express().use(createApi().metadata({ actions: false })));
    expect((await request(protectedResource)).status).toBe(200);
    expect((await request(stepscope)).status).toBe(404);
    expect(() => createApi().metadata({ action: false } as object)).toThrow(
      'Unknown option of metadata "action". Did you mean "actions"?',
    );
  });

  test('may be read by every origin and kept by every cache', async () => {
    const request = serve(express().use(createApi().metadata()));
    for (const path of [protectedResource, stepscope]) {
      const { headers } = await request(path);
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('cache-control')).toBe('public, max-age=300');
    }
  });

  test("leaves what the app's own CORS has said", async () => {
    const app = express().use(cors({ origin: 'https://app.example' }), createApi().metadata());
    const { headers } = await serve(app)(stepscope);
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example');
  });

  test('is not sent again to a cache that has it', async () => {
    const request = serve(express().use(createApi().metadata()));
    const etag = (await request(stepscope)).headers.get('etag')!;
    for (const [known, status] of [
      [etag, 304],
      [`"a", W/${etag}`, 304],
      [`  "a"  ,   ${etag}  , "b"`, 304],
      ['*', 304],
      ['"a"', 200],
      [(await request(protectedResource)).headers.get('etag')!, 200],
    ] as const) {
      const headers = { 'If-None-Match': known };
      const response = await request(stepscope, { headers });
      expect([known, response.status]).toEqual([known, status]);
      expect((await response.text()) === '').toBe(status === 304);
    }
  });
});
