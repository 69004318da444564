import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineCatalogue } from '@stepscope/core';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { copyFreshDatabase } from '../../../test/support/fresh-database.js';
import type { StepscopeConfig } from './config.js';
import { defineConfig } from './define-config.js';
import { startAll } from './start-all.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });

let stateDirectory: string;
beforeEach(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'stepscope-start-all-'));
  await copyFreshDatabase(stateDirectory);
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

/** The cookies of a browser in which `user` has signed in. */
async function signIn(issuer: string, user: string): Promise<string> {
  const cookiesOf = ({ headers }: Response) =>
    headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  const page = await fetch(`${issuer}/sign-in`);
  const form_token = /name="form_token" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  const answer = await fetch(`${issuer}/sign-in`, {
    method: 'POST',
    headers: { origin: issuer, cookie: cookiesOf(page).join('; ') },
    body: new URLSearchParams({ form_token, user }),
    redirect: 'manual',
  });
  expect(answer.status).toBe(303);
  return cookiesOf(answer).join('; ');
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

  test('a failure of the authorization server is told to the logger, on one line without values', async () => {
    const lines: string[] = [];
    const logger = { error: (line: string) => void lines.push(line) };
    const failure = Object.assign(new RangeError('roles are\n gone'), { parameters: ['a secret'] });
    let broken = false;
    const roles = {
      get reader() {
        if (broken) throw failure;
        return { title: 'Reader', capabilities: [] };
      },
    };
    const redirectUri = 'http://localhost:4402/callback';
    const application = {
      clientId: 'app',
      name: 'App',
      redirectUris: [redirectUri],
      allowed: ['openid' as const],
    };
    const settings = await config({ roles, applications: [application] });
    const system = await startAll(settings, { logger });
    try {
      const cookie = await signIn(settings.issuer, 'ada');
      expect(lines).toEqual([]);
      broken = true;
      const request = new URLSearchParams({
        client_id: 'app',
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid',
        code_challenge: 'c'.repeat(43),
        code_challenge_method: 'S256',
      });
      const answer = await fetch(`${settings.issuer}/auth?${request.toString()}`, {
        headers: { cookie },
        redirect: 'manual',
      });
      expect(answer.status).toBe(500);
      expect(lines).toEqual(['RangeError: roles are gone']);
    } finally {
      await system.close();
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
