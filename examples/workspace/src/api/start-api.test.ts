import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestIssuer } from '@stepscope/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyFreshDatabase } from '../../../../test/support/fresh-database.js';
import { startApi, type ApiOptions } from './start-api.js';

const resource = 'http://localhost:4401';
const settings = { port: 0, resource, appOrigin: 'http://localhost:4402', report: () => {} };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'workspace-api-'));
  await copyFreshDatabase(directory);
});
afterEach(() => rm(directory, { recursive: true }));

test('keeps what was written across a restart', { timeout: 60_000 }, async () => {
  await using issuer = await startTestIssuer({ audience: resource });
  const options: ApiOptions = { ...settings, issuer: issuer.issuer, directory };
  const scopes = ['files:read', 'files:write', 'files:admin'];
  const headers = {
    Authorization: `Bearer ${await issuer.mint({ scopes, subject: 'ben' })}`,
    'Content-Type': 'application/json',
  };

  const first = await startApi(options);
  const created = await fetch(`${first.url}/files`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'Kept.md', content: 'still here' }),
  });
  const { id } = (await created.json()) as { id: string };
  await fetch(`${first.url}/files/file-welcome`, { method: 'DELETE', headers });
  await first.close();

  const second = await startApi(options);
  const content = await fetch(`${second.url}/files/${id}/content`, { headers });
  expect(await content.json()).toEqual({ fileId: id, version: 1, content: 'still here' });
  const deleted = await fetch(`${second.url}/files/file-welcome`, { headers });
  expect(deleted.status).toBe(404);
  await second.close();
});

test(
  'starts while the issuer is down, answers 503, recovers by itself',
  { timeout: 60_000 },
  async () => {
    await using issuer = await startTestIssuer({ audience: resource });
    const token = await issuer.mint({ scopes: ['files:read'] });
    await issuer.fail('refuse');
    let passedMs = 0;
    const now = () => new Date(Date.now() + passedMs);
    const api = await startApi({ ...settings, issuer: issuer.issuer, now });
    const listFiles = () =>
      fetch(`${api.url}/files`, { headers: { Authorization: `Bearer ${token}` } });

    const refused = await listFiles();
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await fetch(`${api.url}/health`)).status).toBe(200);

    await issuer.recover();
    passedMs = 1000 * Number(refused.headers.get('Retry-After'));
    expect((await listFiles()).status).toBe(200);
    await api.close();
  },
);

test('names the variable to set where the port is in use', { timeout: 60_000 }, async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, 'localhost', resolve));
  const { port } = taken.address() as AddressInfo;
  await expect(
    startApi({ ...settings, port, issuer: 'http://localhost:9', directory }),
  ).rejects.toThrow(`Port ${port} is in use: set API_PORT to a free port.`);
  await new Promise((resolve) => taken.close(resolve));
});
