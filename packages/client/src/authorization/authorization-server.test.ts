import { expect, test, vi } from 'vitest';
import { createWorld, requestOf, resource } from '../test-support/world.js';

const world = createWorld();

vi.mock('./openid-server.js', async (load) => {
  if (broken.now) throw new Error('404');
  return load();
});
const broken = vi.hoisted(() => ({ now: true }));

test('code that cannot be loaded is told as a server that cannot be reached, and loaded later', async () => {
  const page = world.page();
  const client = world.client(page);
  await expect(client.signIn()).rejects.toMatchObject({
    code: 'AUTHORIZATION_SERVER_UNREACHABLE',
    message: expect.stringContaining('the code for it could not be loaded') as string,
  });
  expect(page.leftFor).toBeUndefined();
  broken.now = false;
  vi.resetModules();
  await client.signIn();
  expect(requestOf(page.leftFor).get('resource')).toBe(resource);
});
