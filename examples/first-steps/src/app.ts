import { createClient } from '@stepscope/client';
import { catalogue } from './catalogue.js';

export function createApp(issuer: string, resource: string) {
  const client = createClient({
    issuer,
    resource,
    catalogue,
    clientId: 'my-app',
    redirectUri: 'http://localhost:3000/callback',
    scopes: { initial: ['files:read'], mayRequest: ['files:write'] },
  });

  async function createFile(name: string) {
    const outcome = await client.requestPermission('files.create', {
      reason: 'To save your file.',
    });
    if (outcome.status !== 'granted') return `Not saved: ${outcome.status}`;
    const body = JSON.stringify({ name });
    const headers = { 'Content-Type': 'application/json' };
    await client.fetch(`${resource}/files`, { method: 'POST', headers, body });
    return 'Saved';
  }

  return { client, createFile };
}
