import { createClient } from '@stepscope/client';
import { defineCatalogue } from '@stepscope/core';
import { createFakeBrowser, stepscopeHandlers, type FakePage } from '@stepscope/testing/msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, test } from 'vitest';

const issuer = 'https://login.example';
const resource = 'https://api.example';
const app = 'https://app.example';
const catalogue = defineCatalogue({
  scopes: { 'files:read': { title: 'Read files' }, 'files:write': { title: 'Change files' } },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});
const switches = { declines: ['files:write'] };
const server = setupServer(
  ...stepscopeHandlers({
    issuer,
    resource,
    catalogue,
    switches,
    routes: [
      { method: 'GET', path: '/files', needs: 'files:read' },
      { method: 'POST', path: '/files', needs: 'files.create' },
    ],
  }),
);
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterAll(() => server.close());

const clientOf = (page: FakePage) =>
  createClient({
    issuer,
    clientId: 'web',
    redirectUri: `${app}/callback`,
    resource,
    catalogue,
    scopes: { initial: ['files:read'], mayRequest: ['files:write'] },
    prompt: { show: (request) => request.approve() },
    browser: page,
  });

test('the app goes on without a permission that the user unticks', async () => {
  const openPage = (page: FakePage) => clientOf(page).handleRedirect();
  const client = clientOf(createFakeBrowser({ url: app, openPage }));
  await client.signIn({ via: 'popup' });
  const call = client.fetch(`${resource}/files`, { method: 'POST' });
  await expect(call).rejects.toMatchObject({ code: 'INSUFFICIENT_SCOPE', outcome: 'denied' });
  expect((await client.fetch(`${resource}/files`)).status).toBe(200);
});
