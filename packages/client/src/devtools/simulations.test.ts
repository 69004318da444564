import { onTestFinished, describe, expect, test, vi } from 'vitest';
import { internalsOf } from '../client-internals.js';
import type { LogEvent } from '../log-event.js';
import { openTab } from '../test-support/tabs.js';
import { eventually } from '../test-support/eventually.js';
import { createWorld, resource, type TestClient } from '../test-support/world.js';
import { Simulations } from './simulations.js';

const world = createWorld();
const files = `${resource}/files`;
const tasks = `${resource}/tasks`;

function simulate(client: TestClient) {
  const internals = internalsOf(client);
  const simulations = new Simulations(internals);
  const causes: [LogEvent['type'], string | undefined][] = [];
  internals.settings.loggers.add((event) => {
    causes.push([event.type, simulations.causeOf(event)]);
  });
  onTestFinished(() => simulations.remove());
  const [of] = internals.resources;
  return { simulations, of, causes };
}

/** A client that holds what is named besides `files:read`. */
async function holding(scope: 'files:write' | 'tasks:write') {
  const made = await world.signedIn();
  await made.client.requestPermission(scope);
  expect(made.client.can(scope)).toBe(true);
  return { ...made, ...simulate(made.client) };
}

describe('a simulated denial', () => {
  test('answers the next step-up with access_denied, and only that one', async () => {
    const { client, page } = await world.signedIn();
    const { simulations, causes } = simulate(client);
    const denied = vi.fn();
    client.on('denied', denied);
    simulations.denyNext(true);
    const { length } = world.sent;
    const outcome = await client.requestPermission('files:write');

    expect(outcome.status).toBe('denied');
    expect(String(client.granted)).toBe('files:read');
    expect(denied.mock.calls.map(([{ scopes }]) => String(scopes))).toEqual(['files:write']);
    expect(world.sent).toHaveLength(length);
    expect(page.popups.at(-1)?.closed).toBe(true);
    expect(causes).toContainEqual(['authorization-ended', 'denial']);
    expect(simulations.deniesNext).toBe(false);
    expect((await client.requestPermission('files:write')).status).toBe('granted');
    expect(causes).toContainEqual(['authorization-ended', undefined]);
  });

  test('is remembered as a real one: a challenge asks no more', async () => {
    const { client } = await world.signedIn();
    const { simulations } = simulate(client);
    simulations.denyNext(true);
    await expect(client.fetch(tasks)).rejects.toMatchObject({ outcome: 'denied' });
    await expect(client.fetch(tasks)).rejects.toMatchObject({ outcome: undefined });
    expect(world.codes()).toHaveLength(1);
  });

  test('leaves the page where it is, at a sign-in by redirect too', async () => {
    const page = world.page();
    const client = world.client(page);
    simulate(client).simulations.denyNext(true);
    expect((await client.signIn()).status).toBe('denied');
    expect(page.leftFor).toBeUndefined();
  });

  test('is nobody’s giving up: dropScopes changes nothing', async () => {
    const { client, simulations } = await holding('files:write');
    simulations.denyNext(true);
    expect((await client.dropScopes('files:write')).status).toBe('dismissed');
    expect(client.can('files:write')).toBe(true);
  });

  test('can be taken back before', async () => {
    const { client } = await world.signedIn();
    const { simulations } = simulate(client);
    simulations.denyNext(true);
    simulations.denyNext(false);
    expect((await client.requestPermission('files:write')).status).toBe('granted');
  });
});

describe('a simulated revocation', () => {
  test('is a refresh that comes back narrower, in every tab, and sends nothing', async () => {
    const { client, page, simulations, of, causes } = await holding('tasks:write');
    const other = await openTab(world, page);
    const revoked = [vi.fn(), vi.fn()];
    client.on('revoked', ({ scopes }) =>
      revoked[0]?.(scopes.toString(), simulations.isRevoking(of)),
    );
    other.client.on('revoked', ({ scopes }) => revoked[1]?.(scopes.toString()));
    const { length } = world.sent;

    expect(await simulations.revoke(of, 'tasks:write')).toBe(true);
    expect(client.can('tasks:write')).toBe(false);
    expect(revoked[0]).toHaveBeenCalledExactlyOnceWith('tasks:write', true);
    await eventually(() => expect(revoked[1]).toHaveBeenCalledExactlyOnceWith('tasks:write'));
    expect(other.client.can('tasks:write')).toBe(false);
    expect(world.sent).toHaveLength(length);
    expect(causes).toEqual([['refreshed', 'revocation']]);
    expect(simulations.isRevoking(of)).toBe(false);
  });

  test('is unknown to the API, and over with the next real refresh', async () => {
    const { client, simulations, of, causes } = await holding('tasks:write');
    await simulations.revoke(of, 'tasks:write');
    expect((await client.fetch(tasks)).status).toBe(200);
    world.clock.now += 301_000;
    await client.fetch(files);
    expect(client.can('tasks:write')).toBe(true);
    expect(causes.at(-1)).toEqual(['refreshed', undefined]);
  });

  test('keeps how long the token lasts', async () => {
    const { client, simulations, of } = await holding('tasks:write');
    const { sessions } = internalsOf(client);
    const before = sessions.at(of)?.expiresAt;
    world.clock.now += 5000;
    await simulations.revoke(of, 'tasks:write');
    expect(sessions.at(of)?.expiresAt).toBe(before);
  });

  test('of the last scope leaves the user signed in, with nothing', async () => {
    const { client } = await world.signedIn();
    const { simulations, of } = simulate(client);
    expect(await simulations.revoke(of, 'files:read')).toBe(true);
    expect(client.granted.size).toBe(0);
    expect(client.user?.sub).toBe('user-1');
  });

  test('waits for a refresh that is under way, whose answer is the server’s own', async () => {
    const { client, simulations, of, causes } = await holding('tasks:write');
    world.clock.now += 301_000;
    const call = client.fetch(files);
    await vi.waitFor(() => expect(world.refreshes()).toHaveLength(1));
    expect(await simulations.revoke(of, 'tasks:write')).toBe(true);
    await call;
    expect(client.can('tasks:write')).toBe(false);
    expect(causes).toEqual([
      ['refreshed', undefined],
      ['refreshed', 'revocation'],
    ]);
    expect(world.refreshes()).toHaveLength(1);
  });

  test('and others at the same time each have their turn', async () => {
    const { client, simulations, of } = await holding('tasks:write');
    const did = await Promise.all([
      simulations.revoke(of, 'tasks:write'),
      simulations.expire(of),
      simulations.revoke(of, 'files:read'),
    ]);
    expect(did).toEqual([true, true, true]);
    expect(client.granted.size).toBe(0);
  });
});

describe('a simulated expiry', () => {
  test('makes the next call refresh, once, and nothing before it', async () => {
    const { client } = await world.signedIn();
    const { simulations, of, causes } = simulate(client);
    expect(await simulations.expire(of)).toBe(true);
    expect(String(client.granted)).toBe('files:read');
    expect(world.refreshes()).toHaveLength(0);
    expect(causes).toEqual([['refreshed', 'expiry']]);

    expect((await client.fetch(files)).status).toBe(200);
    expect((await client.fetch(files)).status).toBe(200);
    expect(world.refreshes()).toHaveLength(1);
    expect(causes.at(-1)).toEqual(['refreshed', undefined]);
  });
});

describe('nothing is simulated', () => {
  test('where nobody is signed in', async () => {
    const { simulations, of } = simulate(world.client(world.page()));
    expect(await simulations.revoke(of, 'files:read')).toBe(false);
    expect(await simulations.expire(of)).toBe(false);
  });

  test('where the session has no refresh token, and the user stays signed in', async () => {
    world.switches.metadata = { scopes_supported: ['openid', 'files:read'] };
    const { client } = await world.signedIn();
    const { simulations, of } = simulate(client);
    expect(await simulations.revoke(of, 'files:read')).toBe(false);
    expect(client.can('files:read')).toBe(true);
  });

  test('once it is removed', async () => {
    const { client } = await world.signedIn();
    const internals = internalsOf(client);
    const before = { ...internals.server };
    const simulations = new Simulations(internals);
    simulations.denyNext(true);
    expect(internals.server).not.toEqual(before);
    simulations.remove();
    expect(internals.server).toEqual(before);
    expect((await client.requestPermission('files:write')).status).toBe('granted');
  });
});
