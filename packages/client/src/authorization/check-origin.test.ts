import { createFakeBrowser } from '@stepscope/testing/msw';
import { describe, expect, test } from 'vitest';
import { ClientOptionsError } from '../errors.js';
import { createWorld, redirectUri } from '../test-support/world.js';

const world = createWorld();

describe.each([
  ['another host', 'https://www.app.example/files', 'https://www.app.example'],
  ['another port', 'https://app.example:8443/files', 'https://app.example:8443'],
  ['a file', 'file:///home/user/index.html', 'null'],
])('a redirect URI of another origin than the page, which is of %s', (_, url, origin) => {
  const problem = `redirectUri is on https://app.example, and this page on ${origin}: open the application there, or give a page of this origin.`;

  test.each(['redirect', 'popup'] as const)('is refused by signIn via %s', async (via) => {
    const page = createFakeBrowser({ url });
    const signingIn = world.client(page, { redirectUri }).signIn({ via });
    await expect(signingIn).rejects.toThrow(ClientOptionsError);
    await expect(signingIn).rejects.toThrow(problem);
    expect(page.leftFor).toBeUndefined();
    expect(page.popups.map(({ closed, visited }) => ({ closed, visited }))).toEqual(
      via === 'popup' ? [{ closed: true, visited: [] }] : [],
    );
    expect(world.sent).toEqual([]);
  });
});

test.each(['redirect', 'popup'] as const)(
  'requestPermission via %s is refused where the page has another origin than redirectUri',
  async (via) => {
    const { client, page } = await world.signedIn();
    page.replaceUrl('https://other.example/');
    const asking = client.requestPermission('files:write', { via });
    await expect(asking).rejects.toThrow(ClientOptionsError);
    await expect(asking).rejects.toThrow('and this page on https://other.example');
    expect(page.leftFor).toBeUndefined();
  },
);
