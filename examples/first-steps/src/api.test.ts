import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { startTestIssuer } from '@stepscope/testing';
import { expect, test } from 'vitest';
import { createApi } from './api.js';

test('the API of the README serves, and says exactly what a call lacks', async () => {
  await using issuer = await startTestIssuer();
  const resource = 'http://localhost:4401';
  const server = createApi(issuer.issuer, resource).listen(0);
  try {
    await once(server, 'listening');
    const files = `http://localhost:${(server.address() as AddressInfo).port}/files`;
    const token = await issuer.mint({ scopes: ['files:read'], audience: resource });
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };

    const listed = await fetch(files, { headers });
    expect(await listed.json()).toEqual(['welcome.txt']);

    const refused = await fetch(files, { method: 'POST', headers, body: '{"name":"a"}' });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('WWW-Authenticate')).toContain('scope="files:write"');
    expect(await refused.json()).toMatchObject({
      code: 'INSUFFICIENT_SCOPE',
      action: 'files.create',
      required: [['files:write']],
      granted: ['files:read'],
      missing: ['files:write'],
    });
  } finally {
    server.close();
  }
});
