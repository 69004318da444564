import type { Database } from '@stepscope/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFreshDatabase } from '../../../test/support/fresh-database.js';
import { createDirectory } from './directory/create-directory.js';
import {
  startAuthorizationServer,
  type AuthorizationServerOptions,
} from './start-authorization-server.js';
import { configuration, resource } from './test-support/demo.js';

let database: Database;
beforeAll(async () => {
  database = await openFreshDatabase();
}, 60_000);
afterAll(() => database.close());

function start(changes: Partial<AuthorizationServerOptions>) {
  return startAuthorizationServer({
    issuer: 'http://localhost:0',
    resource,
    catalogue: configuration.catalogue,
    directory: createDirectory({ ...configuration, database }),
    database,
    ...changes,
  });
}

describe('startAuthorizationServer', () => {
  test.each([
    ['a host that is not loopback', { issuer: 'http://auth.example:4400' }, 'NOT_LOOPBACK'],
    [
      'a host that only looks like loopback',
      { issuer: 'http://127.0.0.1.example' },
      'NOT_LOOPBACK',
    ],
    ['all interfaces', { issuer: 'http://0.0.0.0:4400' }, 'NOT_LOOPBACK'],
    ['https, which it does not serve', { issuer: 'https://localhost:4400' }, 'INVALID_URL'],
    ['an issuer with a path', { issuer: 'http://localhost:4400/a' }, 'INVALID_URL'],
    ['an issuer that is no URL', { issuer: 'localhost:4400' }, 'INVALID_URL'],
    ['a resource with a fragment', { resource: 'https://api.example/#a' }, 'INVALID_URL'],
    ['a resource with http elsewhere', { resource: 'http://api.example/' }, 'INVALID_URL'],
    ['a lifetime of no seconds', { accessTokenTtlSeconds: 0 }, 'INVALID_TTL'],
  ])('refuses %s with a TypeError', async (_description, changes, code) => {
    const refusal: unknown = await start(changes).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TypeError);
    expect(refusal).toMatchObject({ code });
  });

  test('fails with EADDRINUSE on a port in use, and gives its port free on close', async () => {
    const first = await start({});
    await expect(start({ issuer: first.url })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
    const second = await start({ issuer: first.url });
    expect(second.url).toBe(first.url);
    await second.close();
  });

  test('answers a broken database with a page, and tells the logger nothing but the message', async () => {
    const lines: string[] = [];
    const server = await start({ logger: { error: (line) => void lines.push(line) } });
    await database.db.schema.dropTable('form_token').execute();
    const response = await fetch(`${server.url}/`, { headers: { accept: 'text/html' } });
    await server.close();
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('Something went wrong');
    expect(lines).toEqual(['error: relation "form_token" does not exist']);
  });
});
