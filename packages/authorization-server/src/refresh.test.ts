import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ScopeSet } from '@stepscope/core';
import {
  authorizeAs,
  callbackOf,
  clientId,
  configuration,
  exchange,
  refresh,
  startDemo,
  type Demo,
} from './test-support/demo.js';

const scope = 'files:read files:write';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
}, 60_000);
afterAll(() => demo.close());

/** The same server again, with the same database and address, and other roles. */
async function restartWith(roles: Partial<(typeof configuration)['roles']>): Promise<void> {
  const { database, server } = demo;
  await server.close();
  const changed = { ...configuration.roles, ...roles } as typeof configuration.roles;
  const again = await startDemo({
    database,
    issuer: server.url,
    configuration: { roles: changed },
  });
  // The pool of fetch may still hold connections to the server that was stopped.
  const isUp = () =>
    fetch(`${server.url}/jwks`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isUp).toBe(true);
  demo = { ...again, close: async () => (await again.close(), await database.close()) };
}

const editorThatOnlyReads = {
  editor: { title: 'Editor', capabilities: [{ title: 'Read', scopes: ['files:read' as const] }] },
};

describe('a refresh token', () => {
  test('is replaced at every use, and the last one works on', async () => {
    const first = await authorizeAs(demo, demo.browser(), { user: 'ada', scope });
    const second = await refresh(demo, first);
    expect(second).toMatchObject({ status: 200, scope });
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await refresh(demo, second)).toMatchObject({ status: 200, scope });
  });

  test('that is used again ends its own chain, not the grant or another device', async () => {
    const browser = demo.browser();
    const laptop = await authorizeAs(demo, browser, { user: 'ada', scope });
    const phone = await authorizeAs(demo, demo.browser(), { user: 'ada', scope });
    const next = await refresh(demo, laptop);
    expect(await refresh(demo, laptop)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await refresh(demo, next)).toMatchObject({ status: 400, error: 'invalid_grant' });

    expect(await refresh(demo, phone)).toMatchObject({ status: 200, scope });
    const again = await authorizeAs(demo, browser, { user: 'ada', scope });
    expect(again).toMatchObject({ scope, pages: [] });
  });

  test('that is revoked ends, and leaves another device alone', async () => {
    const laptop = await authorizeAs(demo, demo.browser(), { user: 'ada', scope });
    const phone = await authorizeAs(demo, demo.browser(), { user: 'ada', scope });
    const response = await fetch(`${demo.server.url}/token/revocation`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: clientId, token: laptop.refresh_token! }),
    });
    expect(response.status).toBe(200);
    expect(await refresh(demo, laptop)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await refresh(demo, phone)).toMatchObject({ status: 200, scope });
  });

  test('can ask for less, and never gets more than it had', async () => {
    const tokens = await authorizeAs(demo, demo.browser(), { user: 'ada', scope: 'files:read' });
    const more = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token! };
    expect(await demo.token({ ...more, scope: 'files:read tasks:write' })).toMatchObject({
      status: 400,
      error: 'invalid_scope',
    });
    const same = await demo.token({ ...more, scope: 'openid offline_access files:read' });
    expect(same).toMatchObject({ status: 200, scope: 'files:read' });
    const less = await demo.token({
      grant_type: 'refresh_token',
      refresh_token: same.refresh_token!,
      scope: 'openid',
    });
    expect(less).toMatchObject({ status: 200, scope: '' });
    expect(await refresh(demo, less)).toMatchObject({ status: 200, scope: 'files:read' });
  });

  test('gets a narrower token and a higher grant_version after a scope was taken back', async () => {
    const first = await authorizeAs(demo, demo.browser(), { user: 'ada', scope });
    await demo.directory.revokeConsent('ada', clientId, ScopeSet.of('files:write'));
    const second = await refresh(demo, first);
    expect(second).toMatchObject({ status: 200, scope: 'files:read' });
    expect(second).not.toHaveProperty('unavailable_scope');
    const versions = [first, second].map((t) => decodeJwt(t.access_token)['grant_version']);
    expect(versions[1]).toBe((versions[0] as number) + 1);
    expect(await refresh(demo, second)).toMatchObject({ status: 200, scope: 'files:read' });
  });

  test('ends when "stay connected" is taken back, and when the application is disconnected', async () => {
    const first = await authorizeAs(demo, demo.browser(), { user: 'ada', scope });
    await demo.directory.revokeConsent('ada', clientId, ScopeSet.of('offline_access'));
    expect(await refresh(demo, first)).toMatchObject({ status: 400, error: 'invalid_grant' });
    const second = await authorizeAs(demo, demo.browser(), { user: 'ada', scope });
    await demo.directory.revokeConsent('ada', clientId);
    expect(await refresh(demo, second)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });
});

test('a code is refused once the application was disconnected', async () => {
  const browser = demo.browser();
  await authorizeAs(demo, browser, { user: 'ada', scope });
  const { url, verifier } = demo.authorize(scope);
  const code = callbackOf(await browser.get(url)).get('code')!;
  await demo.directory.revokeConsent('ada', clientId);
  expect(await exchange(demo, code, verifier)).toMatchObject({
    status: 400,
    error: 'invalid_grant',
  });
});

describe('a restart with the same database', () => {
  test('keeps session, grant, refresh tokens and keys', async () => {
    const browser = demo.browser();
    const tokens = await authorizeAs(demo, browser, { user: 'ada', scope });
    const keys = async () => (await fetch(`${demo.server.url}/jwks`)).text();
    const before = await keys();
    await restartWith({});
    expect(await keys()).toBe(before);
    expect(await authorizeAs(demo, browser, { user: 'ada', scope })).toMatchObject({ pages: [] });
    expect(await refresh(demo, tokens)).toMatchObject({ status: 200, scope });
  });

  test('and a smaller role narrows the next refresh, and a larger one widens it again', async () => {
    const tokens = await authorizeAs(demo, demo.browser(), { user: 'ada', scope });
    await restartWith(editorThatOnlyReads);
    const narrower = await refresh(demo, tokens);
    expect(narrower).toMatchObject({ scope: 'files:read', unavailable_scope: 'files:write' });
    await restartWith({});
    expect(await refresh(demo, narrower)).toMatchObject({ status: 200, scope });
  });

  test('and a smaller role narrows a code that was issued before', async () => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope });
    const { url, verifier } = demo.authorize(scope);
    const code = callbackOf(await browser.get(url)).get('code')!;
    await restartWith(editorThatOnlyReads);
    const tokens = await exchange(demo, code, verifier);
    expect(tokens).toMatchObject({ scope: 'files:read', unavailable_scope: 'files:write' });
    expect(decodeJwt(tokens.access_token)['scope']).toBe('files:read');
    await restartWith({});
  });

  test('and without the signed-in user asks for another sign-in', async () => {
    const browser = demo.browser();
    const tokens = await authorizeAs(demo, browser, { user: 'bob', scope: 'files:read' });
    const { database, server } = demo;
    await server.close();
    const users = configuration.users.filter(({ id }) => id !== 'bob');
    const again = await startDemo({ database, issuer: server.url, configuration: { users } });
    expect(await refresh(again, tokens)).toMatchObject({ status: 400, error: 'invalid_grant' });
    const page = await browser.get(again.authorize('files:read').url);
    expect(page.body).toContain('/sign-in"');
    const consent = await browser.submit(page, '/sign-in', { user: 'ada' });
    expect(consent.status).toBeLessThan(400);
    await again.close();
    demo = await startDemo({ database, issuer: server.url });
  });
});
