import { createClient } from '@stepscope/client';
import { catalogue } from './catalogue.js';

export async function startApp(issuer: string, resource: string, save: HTMLButtonElement) {
  const client = createClient({
    issuer,
    resource,
    catalogue,
    clientId: 'my-app',
    redirectUri: `${location.origin}/callback`,
    scopes: { initial: ['files:read'], mayRequest: ['files:write'] },
  });
  const { kind } = await client.handleRedirect(); // finishes or restores a sign-in
  if (kind === 'none') await client.signIn(); // asks for files:read and nothing more

  save.addEventListener('click', async () => {
    const outcome = await client.requestPermission('files.create', { reason: 'To save this.' });
    if (outcome.status !== 'granted') {
      save.textContent = `Saving stays off: ${outcome.status}`;
      return;
    }
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ name: 'notes.txt' });
    await client.fetch(`${resource}/files`, { method: 'POST', headers, body });
    save.textContent = 'Saved';
  });
  return client;
}
