import { createClient } from '@stepscope/client';
import { allOf, defineCatalogue } from '@stepscope/core';
import {
  openApp,
  refuseUnhandled,
  stepscopeHandlers,
  type FakePage,
  type StepscopeSwitches,
} from '@stepscope/testing/msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { planWeek } from './plan-week.js';
import { saveNote } from './save-note.js';
import { watchRevocation } from './watch-revocation.js';

const issuer = 'https://login.example';
const resource = 'https://api.example';
const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files' },
    'files:write': { title: 'Add files' },
    'tasks:write': { title: 'Add tasks' },
  },
  actions: { 'week.plan': { title: 'Plan', requires: allOf('files:write', 'tasks:write') } },
});
const routes = [
  { method: 'GET', path: '/notes', needs: 'files:read' },
  { method: 'POST', path: '/notes', needs: 'files:write' },
] as const;
const switches: StepscopeSwitches = {};
const server = setupServer(...stepscopeHandlers({ issuer, resource, catalogue, routes, switches }));
beforeAll(() => server.listen(refuseUnhandled));
afterAll(() => server.close());
beforeEach(() => {
  delete switches.revoked;
});

const app = {
  url: 'https://app.example/',
  createClient: (browser: FakePage) =>
    createClient({
      issuer,
      clientId: 'my-app',
      redirectUri: 'https://app.example/callback',
      resource,
      catalogue,
      scopes: { initial: ['files:read'], mayRequest: ['files:write', 'tasks:write'] },
      prompt: { show: (request) => request.approve() },
      browser,
    }),
};

test('partial: the app does what the user allows', async () => {
  const { client, popups } = await openApp(app);
  const planning = planWeek(client);
  await (await popups.next()).approve({ untick: ['files:write'] });
  expect(await planning).toBe('Planned without files:write.');
});

test('denied: the app keeps what it may not send, and nobody is asked again', async () => {
  const { client, page, popups } = await openApp(app);
  const saving = saveNote(client, 'Hello');
  await (await popups.next()).deny();
  expect(await saving).toBe('Kept here: saving needs files:write.');
  expect(await saveNote(client, 'Hello again')).toBe('Kept here: saving needs files:write.');
  expect(page.popups).toHaveLength(1);
});

test('denied: what the user allows is repeated and saved', async () => {
  const { client, popups } = await openApp(app);
  const saving = saveNote(client, 'Hello');
  await (await popups.next()).approve();
  expect(await saving).toBe('Saved.');
});

test('revoked: the app locks what needs it, and asks nobody', async () => {
  const { client, page, popups } = await openApp(app);
  const saving = saveNote(client, 'Hello');
  await (await popups.next()).approve();
  await saving;
  const toggle = vi.fn<(token: string, force: boolean) => void>();
  const button = { classList: { toggle }, title: '' };
  watchRevocation(client, button as unknown as HTMLButtonElement);
  expect(toggle).toHaveBeenLastCalledWith('locked', false);

  switches.revoked = ['files:write'];
  await client.fetch(`${resource}/notes`);
  expect(button.title).toBe('Taken back: files:write');
  expect(toggle).toHaveBeenLastCalledWith('locked', true);
  expect(page.popups).toHaveLength(1);
});
