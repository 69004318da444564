import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { catalogue, type WorkspaceScope } from '../../examples/workspace/src/catalogue.js';
import { ScopeSet } from '../../packages/core/src/index.js';
import { runBlock } from './run-block.js';
import { startServers, type RunningServers } from './start-servers.js';

/*
 * "Permission scopes define what your app can access", from "Scope Best Practices" to the end: each
 * section runs against the demo's authorization server and API, through the SDK.
 */

const scopeErrorsBlock = `
try {
  await coline.files.create({ name: 'New Doc' })
} catch (error) {
  if (error.code === 'INSUFFICIENT_SCOPE') {
    // Prompt user to re-authorize with files:write scope
    showPermissionPrompt()
  }
}`;

let servers: RunningServers;
beforeAll(async () => {
  servers = await startServers();
}, 60_000);
afterAll(() => servers.close());

describe('Request Minimum Permissions', () => {
  test('signing in asks for the scopes that the app names, and for no others', async () => {
    const user = servers.visit({ initial: ['files:read', 'messages:read'] });
    await user.signIn();
    expect(user.requests).toEqual(['files:read messages:read']);
    expect(user.client.granted.toString()).toBe('files:read messages:read');
  });
});

describe('Progressive Permission Requests', () => {
  test('initial auth is files:read; "Edit" requests files:write', async () => {
    const user = servers.visit({ initial: ['files:read'], mayRequest: ['files:write'] });
    await user.signIn();
    expect(user.requests).toEqual(['files:read']);
    expect(user.client.can('files.edit')).toBe(false);

    const onEdit = () => user.client.requestPermission('files:write', { reason: 'To save this.' });
    expect((await onEdit()).status).toBe('granted');
    expect(user.requests.at(-1)?.split(' ').sort()).toEqual(['files:read', 'files:write']);
    expect(user.client.can('files.edit')).toBe(true);
    expect(await user.coline.files.create({ name: 'Kept' })).toMatchObject({ createdBy: user.id });
  });
});

describe('Document Your Scopes', () => {
  test('the consent page explains each scope in the words of the app', async () => {
    const user = servers.visit({ initial: ['files:read', 'tasks:read'] });
    await user.signIn();
    const [page] = user.consentPages;
    expect(page).toContain('Shows the taskboards and who does what.');
  });
});

describe('Handle Scope Errors', () => {
  test('a user who denies files:write makes the app show its prompt', async () => {
    const user = servers.visit({ initial: ['messages:read'], mayRequest: ['files:write'] });
    user.ticks = [];
    await user.signIn();
    const showPermissionPrompt = vi.fn();
    await runBlock(scopeErrorsBlock, { coline: user.coline, showPermissionPrompt });
    expect(showPermissionPrompt).toHaveBeenCalledOnce();
    expect(user.client.granted.has('files:write')).toBe(false);
  });

  test('the prompt re-authorizes with files:write, and the call goes through', async () => {
    const user = servers.visit({ initial: ['files:read'], mayRequest: ['files:write'] });
    user.ticks = [];
    await user.signIn();
    const asked = vi.fn();
    await runBlock(scopeErrorsBlock, { coline: user.coline, showPermissionPrompt: asked });
    expect(asked).toHaveBeenCalledOnce();

    user.ticks = ['files:write'];
    await user.client.requestPermission('files:write');
    const notAsked = vi.fn();
    await runBlock(scopeErrorsBlock, { coline: user.coline, showPermissionPrompt: notAsked });
    expect(notAsked).not.toHaveBeenCalled();
    const files = await user.coline.files.list();
    expect(files.map(({ name }) => name)).toContain('New Doc');
  });
});

describe('Scope Combinations', () => {
  test.each([
    ['Read-Only Backup Tool', 'files:read messages:read'],
    ['Project Management Integration', 'tasks:read tasks:write files:read calendar:read'],
    ['Chat Bot', 'messages:read messages:write workspace:read'],
    ['Full Admin Tool', 'workspace:read workspace:write files:admin webhooks:write'],
  ])('%s: an app that asks for them gets %s, and the API agrees', async (title, scopes) => {
    const combination = [...catalogue.combinations.values()].find((one) => one.title === title);
    expect(combination?.scopes.join(' ')).toBe(scopes);
    const user = servers.visit({ initial: combination?.scopes as readonly WorkspaceScope[] });
    await user.signIn();
    expect(user.client.granted.toJSON()).toEqual(ScopeSet.parse(scopes).toJSON());
    expect((await user.coline.whoami()).scopes).toEqual(ScopeSet.parse(scopes).toJSON());
  });
});

describe('Checking Granted Scopes', () => {
  const block = `
// From token exchange response
const { scope } = await exchangeCodeForToken(code)
const grantedScopes = scope.split(' ')
if (!grantedScopes.includes('files:write')) {
  // Show limited functionality warning
  showWarning()
}`;

  test.each([
    { ticks: ['tasks:read'], warned: true },
    { ticks: ['tasks:read', 'files:write'], warned: false },
  ])('after ticking $ticks, warns: $warned', async ({ ticks, warned }) => {
    const user = servers.visit({ initial: ['files:read'] });
    user.ticks = ticks;
    const code = await user.authorize('files:read files:write tasks:read');
    const showWarning = vi.fn();
    const { exchangeCodeForToken } = user;
    await runBlock(block, { code, exchangeCodeForToken, showWarning });
    expect(showWarning).toHaveBeenCalledTimes(warned ? 1 : 0);
  });
});

describe('Revoking Scopes', () => {
  test('a scope taken back in the settings is gone for the app, which is told', async () => {
    const user = servers.visit({ initial: ['files:read', 'files:write'] });
    await user.signIn();
    const revoked = vi.fn();
    user.client.on('revoked', revoked);
    expect(user.client.can('files.create')).toBe(true);

    await user.takeBack('files:write');
    user.returnToPage();
    await vi.waitFor(() => expect(revoked).toHaveBeenCalledOnce(), { timeout: 10_000 });
    expect(user.client.can('files.create')).toBe(false);
    expect(user.client.can('files.list')).toBe(true);

    const showPermissionPrompt = vi.fn();
    await runBlock(scopeErrorsBlock, { coline: user.coline, showPermissionPrompt });
    expect(showPermissionPrompt).toHaveBeenCalledOnce();
    expect(user.promptsShown).toBe(0);
  });
});
