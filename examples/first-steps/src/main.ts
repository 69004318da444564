import { createClient } from '@stepscope/client';
import { defineCatalogue } from '@stepscope/core';

const client = createClient({
  issuer: 'https://login.example',
  clientId: 'my-app',
  redirectUri: `${location.origin}/callback`,
  resource: 'https://api.example',
  catalogue: defineCatalogue({
    scopes: { 'files:read': { title: 'Read files' }, 'files:write': { title: 'Add files' } },
  }),
  scopes: { initial: ['files:read'], mayRequest: ['files:write'] },
});
const button = document.querySelector('#app')!.appendChild(document.createElement('button'));
client.subscribe(() => (button.textContent = client.can('files:read') ? 'Add a file' : 'Sign in'));
button.addEventListener('click', async () => {
  if (!client.can('files:read')) return client.signIn(); // asks for files:read alone
  const { status } = await client.requestPermission('files:write', { reason: 'To add a file.' });
  if (status !== 'granted') return (button.textContent = `Not added: ${status}`);
  const headers = { 'Content-Type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify({ name: 'notes.txt' }) };
  const { ok } = await client.fetch('https://api.example/files', init);
  return (button.textContent = ok ? 'Added' : 'Not added: try again');
});
void client.handleRedirect(); // answers the authorization server, or restores a sign-in
