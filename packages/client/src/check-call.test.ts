import { describe, expect, test } from 'vitest';
import { ClientOptionsError } from './errors.js';
import { createWorld, type TestClient } from './test-support/world.js';

const world = createWorld();

type Options = Readonly<Record<string, unknown>>;

const calls: Record<string, (client: TestClient, options: Options) => Promise<unknown>> = {
  handleRedirect: (client, options) => client.handleRedirect(options),
  signIn: (client, options) => client.signIn(options),
  requestPermission: (client, options) => client.requestPermission('files:write', options),
  dropScopes: (client, options) => client.dropScopes('files:read', options),
  signOut: (client, options) => client.signOut(options),
};

describe('a call with an option that is not there', () => {
  test.each<[string, Options, string]>([
    ['handleRedirect', { restroe: false }, 'Did you mean "restore"?'],
    ['signIn', { acrValue: ['mfa'] }, 'Did you mean "acrValues"?'],
    [
      'signIn',
      { vai: 'popup' },
      'Choose from via, data, returnTo, signal, acrValues, maxAgeSeconds.',
    ],
    ['requestPermission', { reson: 'To save.' }, 'Did you mean "reason"?'],
    ['requestPermission', { promt: false }, 'Did you mean "prompt"?'],
    ['dropScopes', { returnto: '/' }, 'Did you mean "returnTo"?'],
    ['signOut', { endSesion: false }, 'Did you mean "endSession"?'],
  ])('rejects, and nothing is done: %s with %j', async (name, options, fix) => {
    const { page } = await world.signedIn();
    const tab = page.newTab();
    const client = world.client(tab);
    if (name !== 'handleRedirect') await client.handleRedirect();
    const granted = client.granted;
    world.sent.length = 0;
    const calling = calls[name]!(client, options);
    await expect(calling).rejects.toThrow(ClientOptionsError);
    const [misspelt] = Object.keys(options);
    await expect(calling).rejects.toThrow(`Unknown option of ${name} "${misspelt}". ${fix}`);
    expect([tab.leftFor, tab.popups, world.sent]).toEqual([undefined, [], []]);
    expect(client.granted).toBe(granted);
  });

  test('leaves no code in the address', async () => {
    const page = world.page();
    await world.client(page).signIn();
    const back = await page.follow();
    expect(back.url.searchParams.has('code')).toBe(true);
    const calling = calls['handleRedirect']!(world.client(back), { restroe: false });
    await expect(calling).rejects.toThrow(ClientOptionsError);
    expect(back.url.search).toBe('');
  });

  test.each(['signIn', 'requestPermission', 'dropScopes'])(
    'as does %s by another way than popup and redirect',
    async (name) => {
      const { client, page } = await world.signedIn();
      const calling = calls[name]!(client, { via: 'window' });
      await expect(calling).rejects.toThrow(ClientOptionsError);
      await expect(calling).rejects.toThrow('via is neither "popup" nor "redirect".');
      expect([page.leftFor, page.popups]).toEqual([undefined, []]);
    },
  );
});

test('an event that is not there is refused, with the nearest one', () => {
  const client = world.client(world.page());
  const listening = (): unknown => client.on('revokd' as 'revoked', () => {});
  expect(listening).toThrow(ClientOptionsError);
  expect(listening).toThrow('Unknown event "revokd". Did you mean "revoked"?');
});
