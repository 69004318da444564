import { ScopeSet } from '@stepscope/core';
import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import { eventually } from '../test-support/eventually.js';
import { createWorld, resource } from '../test-support/world.js';

const world = createWorld();
const files = `${resource}/files`;

describe('a scope taken back elsewhere', () => {
  test('shows when the page becomes visible again, once, for a token older than 10 s', async () => {
    const { client, page } = await world.signedIn();
    await client.requestPermission('files:write');
    const revoked = vi.fn();
    client.on('revoked', revoked);
    world.server.use(http.get(`${resource}/x`, () => HttpResponse.json({})));
    world.switches.revoked = ['files:write'];
    world.clock.now += 9000;
    page.becomeVisible();
    await client.fetch(`${resource}/x`).catch(() => undefined);
    expect(world.refreshes()).toHaveLength(0);
    world.clock.now += 2000;
    page.becomeVisible();
    page.becomeVisible();
    await eventually(() => {
      expect(revoked).toHaveBeenCalledExactlyOnceWith({ scopes: ScopeSet.of('files:write') });
    });
    expect(client.can('files:write')).toBe(false);
    expect(world.refreshes()).toHaveLength(1);
  });

  test('is found by the call that it stops: one refresh, an event, no prompt', async () => {
    const { client, page } = await world.signedIn();
    await client.requestPermission('files:write');
    const revoked = vi.fn();
    client.on('revoked', revoked);
    world.switches.revoked = ['files:write'];
    const call = client.fetch(files, { method: 'POST', body: 'x' });
    await expect(call).rejects.toMatchObject({ code: 'INSUFFICIENT_SCOPE', outcome: undefined });
    expect(revoked).toHaveBeenCalledOnce();
    expect(world.refreshes()).toHaveLength(1);
    expect(page.popups).toHaveLength(1);
    await expect(client.fetch(`${resource}/files`, { method: 'POST' })).rejects.toThrow();
    expect(page.popups).toHaveLength(1);
    delete world.switches.revoked;
    expect((await client.requestPermission('files:write')).status).toBe('granted');
  });

  test('while the server cannot be reached changes nothing', async () => {
    const { client, page } = await world.signedIn();
    world.switches.offline = 'authorization-server';
    world.clock.now += 20_000;
    page.becomeVisible();
    await eventually(() => expect(world.refreshes()).toHaveLength(1));
    expect(client.getSnapshot().status).toBe('signed-in');
  });
});

describe('the snapshot', () => {
  test('is the same object until something changes', async () => {
    const { client } = await world.signedIn();
    const changes = vi.fn();
    const unsubscribe = client.subscribe(changes);
    const before = client.getSnapshot();
    world.clock.now += 295_000;
    await client.fetch(files);
    expect(world.refreshes()).toHaveLength(1);
    expect(client.getSnapshot()).toBe(before);
    expect(changes).not.toHaveBeenCalled();
    await client.requestPermission('files:write');
    expect(changes).toHaveBeenCalledOnce();
    expect(client.getSnapshot()).not.toBe(before);
    unsubscribe();
    await client.signOut({ endSession: false });
    expect(changes).toHaveBeenCalledOnce();
  });

  test('reaches every listener, also after one that throws', async () => {
    const { client } = await world.signedIn();
    const uncaught = vi.fn();
    process.once('uncaughtException', uncaught);
    const listener = vi.fn();
    client.on('change', () => {
      throw new Error('a broken listener');
    });
    client.on('change', listener);
    await client.requestPermission('files:write');
    expect(listener).toHaveBeenCalledOnce();
    process.removeListener('uncaughtException', uncaught);
  });

  test('starts empty', () => {
    const client = world.client(world.page());
    expect(client.getSnapshot()).toMatchObject({ status: 'starting', user: undefined });
    expect(client.granted.size).toBe(0);
  });
});
