import { expect, test, vi } from 'vitest';
import { lazily } from './lazily.js';
import type { ResourceSettings } from './settings.js';

const resource = { resource: 'https://api.example' } as ResourceSettings;

test('loads when it is first called, and once', async () => {
  const load = vi.fn(async () => ({}));
  const code = lazily({ issuer: undefined, resources: [resource] }, load);
  expect(load).not.toHaveBeenCalled();
  const [first, second] = await Promise.all([code(), code()]);
  expect(second).toBe(first);
  expect(await code()).toBe(first);
  expect(load).toHaveBeenCalledOnce();
});

test.each([
  ['https://login.example', 'https://login.example'],
  [undefined, 'of https://api.example'],
])('a failure names the server %s, and is not kept', async (issuer, name) => {
  const load = vi.fn(async () => 'code').mockRejectedValueOnce(new TypeError('Failed to fetch'));
  const code = lazily({ issuer, resources: [resource] }, load);
  const failures = await Promise.allSettled([code(), code()]);
  for (const failure of failures) {
    expect(failure).toMatchObject({
      reason: {
        code: 'AUTHORIZATION_SERVER_UNREACHABLE',
        message: expect.stringContaining(`The authorization server ${name} could not`) as string,
      },
    });
  }
  expect(await code()).toBe('code');
  expect(load).toHaveBeenCalledTimes(2);
});
