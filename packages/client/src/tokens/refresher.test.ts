import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import { eventually } from '../test-support/eventually.js';
import { createWorld, issuer, resource } from '../test-support/world.js';

const world = createWorld();
const files = `${resource}/files`;

describe('refreshing', () => {
  test('happens once for calls that need it together, and each refresh token is sent once', async () => {
    const { client } = await world.signedIn();
    for (let round = 0; round < 3; round++) {
      world.clock.now += 295_000;
      const responses = await Promise.all([1, 2, 3, 4].map(() => client.fetch(files)));
      expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    }
    const tokens = world.refreshes().map(({ params }) => params.get('refresh_token'));
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(3);
    expect(world.refreshes()[0]?.params.get('resource')).toBe(resource);
  });

  test('keeps a scope that is not repeated in the answer', async () => {
    const { client } = await world.signedIn();
    await client.requestPermission('files:write');
    world.switches.omitsScope = true;
    world.clock.now += 295_000;
    await client.fetch(files);
    expect(world.refreshes()).toHaveLength(1);
    expect(client.granted.toString()).toBe('files:read files:write');
  });

  test('that fails on the way signs nobody out, and is tried again with the same token', async () => {
    const { client } = await world.signedIn();
    world.clock.now += 295_000;
    world.switches.offline = 'authorization-server';
    expect((await client.fetch(files)).status).toBe(200);
    expect(client.getSnapshot().status).toBe('signed-in');
    world.clock.now += 10_000;
    await expect(client.fetch(files)).rejects.toMatchObject({
      code: 'AUTHORIZATION_SERVER_UNREACHABLE',
    });
    expect(client.getSnapshot().status).toBe('signed-in');
    delete world.switches.offline;
    expect((await client.fetch(files)).status).toBe(200);
  });

  test('that the server answers with 503 signs nobody out', async () => {
    const { client } = await world.signedIn();
    world.clock.now += 301_000;
    world.server.use(
      http.post(`${issuer}/token`, () => HttpResponse.json({ error: 'x' }, { status: 503 })),
    );
    await expect(client.fetch(files)).rejects.toMatchObject({
      code: 'AUTHORIZATION_SERVER_UNREACHABLE',
    });
    expect(client.getSnapshot().status).toBe('signed-in');
  });

  test('that the server refuses ends the session, and the sign-in can be restored', async () => {
    const { client, page } = await world.signedIn();
    const ended = vi.fn();
    client.on('signed-out', ended);
    world.switches.grantEnded = true;
    world.clock.now += 301_000;
    await expect(client.fetch(files)).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });
    expect(ended).toHaveBeenCalledExactlyOnceWith({ reason: 'ended' });
    expect(client.getSnapshot()).toMatchObject({ status: 'signed-out', user: undefined });
    const reloaded = world.client(page.open());
    expect(await reloaded.handleRedirect()).toEqual({ kind: 'leaving' });
  });

  test('that a sign-out overtakes brings nothing back', async () => {
    const { client } = await world.signedIn();
    world.clock.now += 301_000;
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    // Without an answer of its own, the handler below it answers.
    world.server.use(
      http.post(`${issuer}/token`, () => gate),
      // The server is slow to revoke as well: it grants what was asked before.
      http.post(`${issuer}/revoke`, () => new HttpResponse(null)),
    );
    const call = client.fetch(files);
    await eventually(() => expect(world.refreshes()).toHaveLength(1));
    await client.signOut({ endSession: false });
    open();
    await expect(call).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });
    expect(client.getSnapshot().status).toBe('signed-out');
    expect(client.granted.size).toBe(0);
  });

  test('that a step-up overtakes does not narrow it again', async () => {
    const { client } = await world.signedIn();
    world.clock.now += 295_000;
    const calls = [client.fetch(files), client.requestPermission('files:write')];
    await Promise.all(calls);
    expect(client.granted.toString()).toBe('files:read files:write');
    world.clock.now += 295_000;
    expect((await client.fetch(files)).status).toBe(200);
    const tokens = world.refreshes().map(({ params }) => params.get('refresh_token'));
    expect(new Set(tokens).size).toBe(tokens.length);
  });
});
