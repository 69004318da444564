import { expect, test } from 'vitest';
import { answerNavigations, createFakeBrowser, openApp } from '../msw.js';

test('a client that is not in the page it was given is a TypeError', async () => {
  const elsewhere = createFakeBrowser({ url: 'https://app.example/' });
  const opening = openApp({
    url: 'https://app.example/',
    createClient: () => ({
      signIn: async () => elsewhere.leave('https://login.example/authorize'),
      handleRedirect: async () => undefined,
    }),
  });
  await expect(opening).rejects.toThrow(TypeError);
  await expect(opening).rejects.toThrow('passes it on as the option browser');
});

const url = 'https://app.example/';
const client = { signIn: async () => undefined, handleRedirect: async () => undefined };

test.each<[string, unknown, string]>([
  ['no options', undefined, 'url is not absolute'],
  ['no client', { url, createClient: client }, 'createClient makes no client: pass (browser) =>'],
  ['nothing that is made', { url, createClient: () => undefined }, 'createClient makes no client'],
  [
    'a promise of a client',
    { url, createClient: async () => client },
    '{ …, browser }), not async',
  ],
  ['a misspelt option', { url, signdIn: false }, 'openApp "signdIn". Did you mean "signedIn"?'],
])('openApp with %s is a TypeError', async (_, options, problem) => {
  const opening = openApp(options as Parameters<typeof openApp>[0]);
  await expect(opening).rejects.toThrow(TypeError);
  await expect(opening).rejects.toThrow(problem);
});

test.each<[string, object, string]>([
  ['a misspelt option', { url, openpage: () => {} }, 'Did you mean "openPage"?'],
  ['a client as openPage', { url, openPage: client }, 'openPage is no function: pass (page) =>'],
])('createFakeBrowser with %s is a TypeError', (_, options, problem) => {
  const opening = (): unknown => createFakeBrowser(options as { url: string });
  expect(opening).toThrow(TypeError);
  expect(opening).toThrow(problem);
});

test('navigations of a real page are answered in a real page alone', () => {
  expect(() => answerNavigations()).toThrow('answerNavigations() has no real page here');
});

test('a page without an origin is a TypeError', () => {
  expect(() => createFakeBrowser({ url: '/files' })).toThrow(
    'url is not absolute: give the whole address of a page of the app.',
  );
});
