import { expect, test } from 'vitest';
import { createFakeBrowser, openApp } from '../msw.js';

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

test('a page without an origin is a TypeError', () => {
  expect(() => createFakeBrowser({ url: '/files' })).toThrow(
    'url is not absolute: give the whole address of a page of the app.',
  );
});
