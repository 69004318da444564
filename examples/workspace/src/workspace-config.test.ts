import { isProtocolScope, ScopeSet } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import { catalogue } from './catalogue.js';
import { portFrom } from './port-from.js';
import config from './stepscope.config.js';
import { workspaceConfig } from './workspace-config.js';

const settings = { authPort: 1, apiPort: 2, appPort: 3, stateDirectory: 'state' };
const { applications, roles, users } = workspaceConfig(settings);

function capabilitiesOf(userId: string): ScopeSet {
  const held = users.find(({ id }) => id === userId)?.roles ?? [];
  return ScopeSet.from(held.flatMap((role) => roles[role]!.capabilities.flatMap((c) => c.scopes)));
}

describe('the people of the demo', () => {
  test.each([
    ['ada', [...catalogue.scopes.keys()].join(' ')],
    [
      'ben',
      'files:read files:write messages:read messages:write tasks:read tasks:write calendar:read calendar:write',
    ],
    ['cleo', 'files:read messages:read tasks:read calendar:read workspace:read'],
    ['dev', 'files:read kairo:read kairo:execute webhooks:read webhooks:write'],
  ])('%s may be granted what the roles cover', (userId, scopes) => {
    expect(capabilitiesOf(userId).toJSON()).toEqual(ScopeSet.parse(scopes).toJSON());
  });

  test('can all sign in to the app, because all have what it requires', () => {
    for (const { id } of users) {
      for (const { required = [] } of applications) {
        const needed = ScopeSet.from(required).filter((scope) => !isProtocolScope(scope));
        expect(capabilitiesOf(id).isSupersetOf(needed)).toBe(true);
      }
    }
  });
});

describe('the browser app', () => {
  const [app] = applications;

  test('may ask for every scope, and requires files:read and a name only', () => {
    expect(app?.allowed).toEqual([
      ...catalogue.scopes.keys(),
      'openid',
      'profile',
      'email',
      'offline_access',
    ]);
    expect(app?.required).toEqual(['files:read', 'profile']);
  });

  test('says for every scope why it wants it, and what stays off without it', () => {
    const reasons = new Map(Object.entries(app?.reasons ?? {}));
    expect([...reasons.keys()]).toEqual([...catalogue.scopes.keys()]);
    for (const texts of reasons.values()) {
      expect(texts).toEqual({
        reason: expect.stringMatching(/^[A-Z].{15,90}\.$/),
        without: expect.stringMatching(/^[A-Z].{10,60}\.$/),
      });
    }
  });

  test('returns to its own origin', () => {
    expect(app).toMatchObject({
      clientId: 'workspace-web',
      redirectUris: ['http://localhost:3/callback'],
      postLogoutRedirectUris: ['http://localhost:3/'],
    });
  });
});

describe('the configuration file', () => {
  const read = (env: Record<string, string>) => {
    if (typeof config !== 'function') throw new Error('The configuration depends on env.');
    return config({ env });
  };

  test('has the ports of the demo where the environment names none', () => {
    expect(read({})).toMatchObject({
      issuer: 'http://localhost:4400',
      resource: 'http://localhost:4401',
      applications: [{ redirectUris: ['http://localhost:4402/callback'] }],
      stateDirectory: expect.stringMatching(/[/\\]\.stepscope$/),
    });
  });

  test('takes ports from the environment', () => {
    expect(read({ AUTH_PORT: '5000', API_PORT: '5001', APP_PORT: '5002' })).toMatchObject({
      issuer: 'http://localhost:5000',
      resource: 'http://localhost:5001',
      applications: [{ redirectUris: ['http://localhost:5002/callback'] }],
    });
  });

  test.each(['0', '65536', '80a', '-1', ' 80', '1e3'])('refuses %j as a port', (value) => {
    expect(() => portFrom({ API_PORT: value }, 'API_PORT', 4401)).toThrow(
      new TypeError('API_PORT is not a port: set it to a number from 1 to 65535.'),
    );
  });
});
