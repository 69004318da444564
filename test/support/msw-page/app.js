// An app of which nothing is real but the browser: msw answers as authorization server and as API.
import { createClient } from '@stepscope/client';
import { defineCatalogue } from '@stepscope/core';
import { answerNavigations, drivePopups, stepscopeHandlers } from '@stepscope/testing/msw';
import { setupWorker } from 'msw/browser';

const issuer = 'https://login.example';
const resource = 'https://api.example';
const catalogue = defineCatalogue({
  scopes: { 'files:read': { title: 'Read files' }, 'files:write': { title: 'Change files' } },
});
const switches = {};
const handlers = stepscopeHandlers({
  issuer,
  resource,
  catalogue,
  switches,
  storage: localStorage,
  routes: [
    { method: 'GET', path: '/files', needs: 'files:read' },
    { method: 'POST', path: '/files', needs: 'files:write' },
  ],
});
await setupWorker(...handlers).start({
  quiet: true,
  // The names of one option in msw 2 and 3.
  onUnhandledRequest: 'bypass',
  onUnhandledFrame: 'bypass',
});
answerNavigations();

const client = createClient({
  issuer,
  clientId: 'web',
  redirectUri: `${location.origin}/callback`,
  postLogoutRedirectUri: `${location.origin}/`,
  resource,
  catalogue,
  scopes: { initial: ['files:read'], mayRequest: ['files:write'] },
});

const show = (text) => (document.querySelector('output').textContent = text);
const on = (id, act) =>
  document
    .getElementById(id)
    .addEventListener('click', () =>
      act().then(show, (error) => show(`${error.code ?? error.message} ${error.outcome ?? ''}`)),
    );
on('sign-in', async () => (await client.signIn({ via: 'redirect' }))?.status);
on('sign-in-in-window', async () => (await client.signIn({ via: 'popup' })).status);
on('sign-out', async () => (await client.signOut())?.status);
on('list', async () => String((await client.fetch(`${resource}/files`)).status));
on('ask', async () => {
  const asking = { reason: 'To save.', prompt: false };
  return (await client.requestPermission('files:write', asking)).status;
});
on('save', async () => {
  const response = await client.fetch(`${resource}/files`, { method: 'POST' });
  return String(response.status);
});

Object.assign(window, { switches, drivePopups });
// Not awaited: in one file, what the client loads later stands below and would wait for this line.
void client.handleRedirect();
const showStatus = () =>
  (document.querySelector('#status').textContent = client.getSnapshot().status);
client.subscribe(showStatus);
showStatus();
