import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '@stepscope/database';
import { ScopeSet } from '@stepscope/core';
import { openFreshDatabase } from '../../../../test/support/fresh-database.js';
import { application, configuration, type DemoScope } from '../test-support/demo.js';
import { createDirectory } from './create-directory.js';
import type { DirectoryConfiguration } from './directory-configuration.js';

let database: Database;
beforeAll(async () => {
  database = await openFreshDatabase();
}, 60_000);
afterAll(() => database.close());

function directoryWith(changes: Partial<DirectoryConfiguration<DemoScope>>) {
  return createDirectory({ ...configuration, ...changes, database });
}

describe('createDirectory refuses', () => {
  test.each([
    [
      'a misspelt scope in a capability',
      {
        roles: {
          r: { title: 'R', capabilities: [{ title: 'C', scopes: ['file:read' as never] }] },
        },
        users: [],
      },
      'UNKNOWN_SCOPE',
      /"file:read" in capability "C" of role "r".*"files:read"/,
    ],
    [
      'a protocol scope in a capability',
      {
        roles: { r: { title: 'R', capabilities: [{ title: 'C', scopes: ['openid' as never] }] } },
        users: [],
      },
      'UNKNOWN_SCOPE',
      /"openid"/,
    ],
    [
      'a misspelt role of a user',
      { users: [{ id: 'a', name: 'A', roles: ['editr'] }] },
      'UNKNOWN_ROLE',
      /"editr" in user "a".*"editor"/,
    ],
    [
      'a role that only an object has by itself',
      { users: [{ id: 'a', name: 'A', roles: ['constructor'] }] },
      'UNKNOWN_ROLE',
      /"constructor"/,
    ],
    [
      'two users with one id',
      { users: [1, 2].map(() => ({ id: 'a', name: 'A', roles: [] })) },
      'DUPLICATE_ID',
      /"a" is used twice/,
    ],
    [
      'two applications with one clientId',
      { applications: [application, application] },
      'DUPLICATE_ID',
      /"workspace-web" is used twice/,
    ],
    [
      'an unknown scope that an application may request',
      { applications: [{ ...application, allowed: ['files:rea' as never] }] },
      'UNKNOWN_SCOPE',
      /allowed of application "workspace-web"/,
    ],
    [
      'a reason for an unknown scope',
      { applications: [{ ...application, reasons: { nothing: { reason: 'x' } } as never }] },
      'UNKNOWN_SCOPE',
      /reasons of application/,
    ],
    [
      'a required scope that is not allowed',
      { applications: [{ ...application, required: ['billing:read' as const] }] },
      'REQUIRED_NOT_ALLOWED',
      /"billing:read"/,
    ],
    [
      'a redirect URI with http on another host',
      { applications: [{ ...application, redirectUris: ['http://app.example/callback'] }] },
      'INVALID_URL',
      /http:\/\/app\.example\/callback/,
    ],
    [
      'a redirect URI with a fragment',
      { applications: [{ ...application, redirectUris: ['https://app.example/#x'] }] },
      'INVALID_URL',
      /fragment/,
    ],
    [
      'a post-logout redirect URI that runs a script',
      { applications: [{ ...application, postLogoutRedirectUris: ['javascript:alert(1)'] }] },
      'INVALID_URL',
      /postLogoutRedirectUris/,
    ],
  ])('%s', (_description, changes, code, message) => {
    const attempt = () => directoryWith(changes);
    expect(attempt).toThrow(TypeError);
    expect(attempt).toThrow(expect.objectContaining({ code }) as Error);
    expect(attempt).toThrow(message);
  });
});

test('capabilities are the union over roles, and nothing for somebody unknown', async () => {
  const directory = directoryWith({
    users: [{ id: 'both', name: 'Both', roles: ['reader', 'editor'] }],
  });
  expect((await directory.capabilitiesOf('both')).toString()).toBe(
    'billing:read files:read files:write tasks:write',
  );
  expect((await directory.capabilitiesOf('nobody')).size).toBe(0);
  expect(await directory.findUser('both')).toMatchObject({ roles: ['Reader', 'Editor'] });
});

test('a grant survives, one row per user and application, and answers at once lose nothing', async () => {
  const directory = directoryWith({});
  const consent = (scope: string) =>
    directory.recordConsent('ada', 'workspace-web', {
      granted: ScopeSet.of(scope),
      declined: ScopeSet.empty,
    });
  await Promise.all(['files:read', 'files:write', 'tasks:write'].map(consent));
  const [grant, ...others] = await directoryWith({}).listGrants('ada');
  expect(others).toEqual([]);
  expect(grant?.granted.toString()).toBe('files:read files:write tasks:write');
  expect(await directory.revokeConsent('bob', 'workspace-web')).toBeUndefined();
  expect(await directory.findGrant('bob', 'workspace-web')).toBeUndefined();
});
