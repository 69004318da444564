import { createClient } from '@stepscope/client';
import { defineCatalogue } from '@stepscope/core';
import { openApp, refuseUnhandled, stepscopeHandlers, type FakePage } from '@stepscope/testing/msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, test } from 'vitest';

const issuer = 'https://login.example';
const resource = 'https://api.example';
const catalogue = defineCatalogue({
  scopes: { 'files:read': { title: 'Read files' }, 'files:write': { title: 'Change files' } },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});
const routes = [
  { method: 'GET', path: '/files', needs: 'files:read' },
  { method: 'POST', path: '/files', needs: 'files.create' },
] as const;
const server = setupServer(...stepscopeHandlers({ issuer, resource, catalogue, routes }));
beforeAll(() => server.listen(refuseUnhandled));
afterAll(() => server.close());

const app = {
  url: 'https://app.example/files',
  createClient: (browser: FakePage) =>
    createClient({
      issuer,
      clientId: 'web',
      redirectUri: 'https://app.example/callback',
      resource,
      catalogue,
      scopes: { initial: ['files:read'], mayRequest: ['files:write'] },
      prompt: { show: (request) => request.approve() },
      browser,
    }),
};

test('the app goes on without a permission that the user denies', async () => {
  const { client, popups } = await openApp(app);
  const asking = client.requestPermission('files:write', { reason: 'To save your changes.' });
  await (await popups.next()).deny();
  expect((await asking).status).toBe('denied');
  expect(client.can('files.create')).toBe(false);
});

test('a call that needs it is refused, others go through', async () => {
  const { client, popups } = await openApp(app);
  const call = client.fetch(`${resource}/files`, { method: 'POST' });
  await (await popups.next()).approve({ untick: ['files:write'] });
  await expect(call).rejects.toMatchObject({ code: 'INSUFFICIENT_SCOPE', outcome: 'denied' });
  expect((await client.fetch(`${resource}/files`)).status).toBe(200);
});
