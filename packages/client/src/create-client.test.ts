import { allOf, defineCatalogue, ScopeSet } from '@stepscope/core';
import {
  createFakeBrowser,
  stepscopeHandlers,
  type FakePage,
  type StepscopeSwitches,
} from '@stepscope/testing/msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient, type Client } from './index.js';

const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files' },
    'files:write': { title: 'Change files' },
    'tasks:write': { title: 'Change tasks' },
  },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});
const issuer = 'https://login.example';
const resource = 'https://api.example';
const switches: StepscopeSwitches = {};
const server = setupServer(
  ...stepscopeHandlers({
    issuer,
    resource,
    catalogue,
    switches,
    routes: [
      { method: 'get', path: '/files', needs: 'files:read' },
      { method: 'post', path: '/files', needs: 'files.create' },
    ],
  }),
);
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  for (const key of Object.keys(switches)) delete switches[key as keyof StepscopeSwitches];
});
afterAll(() => server.close());

const make = (browser: FakePage) =>
  createClient({
    issuer,
    clientId: 'web',
    redirectUri: 'https://app.example/callback',
    resource,
    catalogue,
    scopes: { initial: ['files:read'], mayRequest: ['files:write', 'tasks:write'] },
    browser,
    prompt: { show: (request) => request.approve() },
  });

test('signs in by redirect', async () => {
  const page: FakePage = createFakeBrowser({
    url: 'https://app.example/x',
    openPage: (p) => make(p).handleRedirect(),
  });
  const client = make(page);
  await client.handleRedirect();
  expect(client.getSnapshot().status).toBe('signed-out');
  expect((await client.signIn()).status).toBe('redirecting');
  const back = await page.follow();
  const next = make(back);
  const result = await next.handleRedirect();
  expect(result.outcome?.status).toBe('granted');
  expect(next.granted.toString()).toBe('files:read');
  expect(back.url.href).toBe('https://app.example/x');
  expect((await next.fetch('https://api.example/files')).status).toBe(200);
  expect((await next.requestPermission('files.create')).status).toBe('granted');
  expect((await next.fetch('https://api.example/files', { method: 'POST' })).status).toBe(200);
});
