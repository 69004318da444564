import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineCatalogue } from '@stepscope/core';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import type { StepscopeConfig } from './config.js';
import { defineConfig } from './define-config.js';
import { startAll } from './start-all.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });

let stateDirectory: string;
beforeEach(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'stepscope-start-all-'));
});
afterEach(() => rm(stateDirectory, { recursive: true }));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

async function config(more: Partial<StepscopeConfig> = {}): Promise<StepscopeConfig> {
  return {
    issuer: `http://localhost:${await freePort()}`,
    resource: 'http://localhost:4401',
    catalogue,
    stateDirectory,
    roles: {
      reader: { title: 'Reader', capabilities: [{ title: 'Read', scopes: ['files:read'] }] },
    },
    users: [{ id: 'ada', name: 'Ada', roles: ['reader'] }],
    applications: [],
    ...more,
  };
}

describe('startAll', () => {
  test('starts the authorization server first, closes everything, and can start again', async () => {
    const order: string[] = [];
    const settings = await config({
      servers: ['API', 'App'].map((name) => ({
        name,
        start() {
          order.push(`start ${name}`);
          return Promise.resolve({
            url: `http://${name}`,
            close() {
              order.push(`close ${name}`);
              return Promise.resolve();
            },
          });
        },
      })),
    });
    const system = await startAll(settings);
    expect(system.servers.map(({ name }) => name)).toEqual(['Authorization server', 'API', 'App']);
    expect(system.users.map(({ name }) => name)).toEqual(['Ada']);
    const metadata = `${settings.issuer}/.well-known/openid-configuration`;
    expect((await fetch(metadata)).status).toBe(200);

    await system.close();
    await system.close();
    expect(order).toEqual(['start API', 'start App', 'close App', 'close API']);
    await expect(fetch(metadata)).rejects.toThrow();

    await (await startAll(settings)).close();
  });

  test('a server that cannot start stops what runs and gives the state directory free', async () => {
    const broken = { name: 'API', start: () => Promise.reject(new Error('no such file')) };
    const settings = await config({ servers: [broken] });
    await expect(startAll(settings)).rejects.toThrow('API could not start. no such file');
    await expect(fetch(settings.issuer)).rejects.toThrow();
    await (await startAll({ ...settings, servers: [] })).close();
  });

  test('a port in use is named together with the variable to set', async () => {
    const settings = await config({ issuerPortVariable: 'AUTH_PORT' });
    const port = Number(new URL(settings.issuer).port);
    const blocker = createServer().listen(port, 'localhost');
    await once(blocker, 'listening');
    try {
      await expect(startAll(settings)).rejects.toMatchObject({
        code: 'START_FAILED',
        message: expect.stringMatching(`Port ${port} is in use.*set AUTH_PORT`) as string,
      });
    } finally {
      blocker.close();
    }
  });

  test('a second start on the same state directory is refused', async () => {
    const system = await startAll(await config());
    try {
      await expect(startAll(await config())).rejects.toMatchObject({ code: 'DIRECTORY_LOCKED' });
    } finally {
      await system.close();
    }
  });
});

test('a misspelt scope in a role or an application does not compile', async () => {
  const valid = await config();
  const base = { ...valid, catalogue, roles: {}, users: [] };
  expectTypeOf(defineConfig<'files:read'>).toBeFunction();
  defineConfig({
    ...base,
    // @ts-expect-error files:raed is not in the catalogue
    roles: { reader: { title: 'R', capabilities: [{ title: 'R', scopes: ['files:raed'] }] } },
  });
  const application = { clientId: 'a', name: 'A', redirectUris: [] };
  // @ts-expect-error files:raed is not in the catalogue
  defineConfig({ ...base, applications: [{ ...application, allowed: ['files:raed'] }] });
  const misspelt = {
    ...base,
    applications: [{ ...application, allowed: ['files:raed' as never] }],
  };
  await expect(startAll(misspelt)).rejects.toThrow(/files:raed.*files:read/);
});
