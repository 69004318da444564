import { expect, test, vi } from 'vitest';
import { createWorld, resource } from '../test-support/world.js';

const world = createWorld();

vi.mock('./mend-refusal.js', async (load) => {
  if (broken.now) throw new Error('404');
  return load();
});
const broken = vi.hoisted(() => ({ now: true }));

test('code for refusals that cannot be loaded is told as a server that cannot be reached, and loaded later', async () => {
  const { client } = await world.signedIn();
  const list = (): Promise<Response> => client.fetch(`${resource}/tasks`);
  expect((await client.fetch(`${resource}/files`)).status).toBe(200);
  await expect(list()).rejects.toMatchObject({
    code: 'AUTHORIZATION_SERVER_UNREACHABLE',
    message: expect.stringContaining('the code for it could not be loaded') as string,
  });
  expect(client.granted.has('tasks:write')).toBe(false);
  broken.now = false;
  vi.resetModules();
  expect((await list()).status).toBe(200);
  expect(client.granted.has('tasks:write')).toBe(true);
});
