// @vitest-environment happy-dom
import { createClient, type Client } from '@stepscope/client';
import { afterEach, expect, test, vi } from 'vitest';
import { catalogue } from './catalogue.js';
import { showDevtools } from './show-devtools.js';

afterEach(() => vi.unstubAllGlobals());

const panel = (): HTMLElement | null => document.querySelector('stepscope-devtools');

function newClient(): Client {
  return createClient({
    issuer: 'https://login.example',
    resource: 'https://api.example',
    catalogue,
    clientId: 'my-app',
    redirectUri: `${location.origin}/callback`,
    scopes: { initial: ['files:read'], mayRequest: ['files:write'] },
  });
}

test('the snippet of the client’s README shows the panel on a development page alone', async () => {
  vi.stubGlobal('location', new URL('https://app.example'));
  await showDevtools(newClient());
  expect(panel()).toBeNull();
  vi.unstubAllGlobals();

  const client = newClient();
  await showDevtools(client);
  expect(panel()?.hidden).toBe(true);
  await client.handleRedirect();
  expect(panel()?.hidden).toBe(false);
  panel()?.shadowRoot?.querySelector('button')?.click();
  expect(panel()?.shadowRoot?.textContent).toContain('Nobody is signed in.');
});
