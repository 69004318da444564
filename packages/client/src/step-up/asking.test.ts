import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createWorld, resource } from '../test-support/world.js';

const world = createWorld();

vi.mock('./create-asking.js', async (load) => {
  if (broken.now) throw new Error('404');
  return load();
});
const broken = vi.hoisted(() => ({ now: true }));

test('code that cannot be loaded is told as a server that cannot be reached, and loaded later', async () => {
  const { client } = await world.signedIn();
  expect(client.getSnapshot().status).toBe('signed-in');
  expect((await client.fetch(`${resource}/files`)).status).toBe(200);
  const unreachable = {
    code: 'AUTHORIZATION_SERVER_UNREACHABLE',
    message: expect.stringContaining('the code for it could not be loaded') as string,
  };
  await expect(client.requestPermission('files:write')).rejects.toMatchObject(unreachable);
  await expect(client.dropScopes('files:read')).rejects.toMatchObject(unreachable);
  await expect(client.fetch(`${resource}/tasks`)).rejects.toMatchObject(unreachable);
  expect(client.granted.toJSON()).toEqual(['files:read']);
  broken.now = false;
  vi.resetModules();
  expect((await client.fetch(`${resource}/tasks`)).status).toBe(200);
  await expect(client.requestPermission('files:write')).resolves.toMatchObject({
    status: 'granted',
  });
});

describe('a window opens within the click', () => {
  beforeEach(() => {
    broken.now = false;
  });

  test('that signs in, although nothing has been loaded', async () => {
    const page = world.page();
    const signingIn = world.client(page).signIn({ via: 'popup' });
    expect(page.popups).toHaveLength(1);
    await expect(signingIn).resolves.toMatchObject({ status: 'granted' });
  });

  test('that asks for a permission or gives one up, once handleRedirect() has resolved', async () => {
    const { client, page } = await world.signedIn();
    const asking = client.requestPermission('files:write', { prompt: false });
    expect(page.popups).toHaveLength(1);
    await expect(asking).resolves.toMatchObject({ status: 'granted' });
    const dropping = client.dropScopes('files:write', { via: 'popup' });
    expect(page.popups).toHaveLength(2);
    await expect(dropping).resolves.toMatchObject({ status: 'dropped' });
  });

  test('that asks for a permission, once a sign-in in a window has resolved', async () => {
    const page = world.page();
    const client = world.client(page);
    await client.signIn({ via: 'popup' });
    const asking = client.requestPermission('files:write', { prompt: false });
    expect(page.popups).toHaveLength(2);
    await expect(asking).resolves.toMatchObject({ status: 'granted' });
  });
});
