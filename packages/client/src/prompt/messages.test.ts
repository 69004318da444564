// @vitest-environment happy-dom
// @vitest-environment-options { "settings": { "fetch": { "disableSameOriginPolicy": true } } }
import { expect, test } from 'vitest';
import { createClient } from '../create-client.js';
import { eventually } from '../test-support/eventually.js';
import { createWorld } from '../test-support/world.js';

const world = createWorld();

test('the option messages changes texts of the default prompt', async () => {
  const page = world.page();
  const { prompt: _, ...options } = world.options(page);
  const client = createClient({ ...options, messages: { title: 'Erlaubnis nötig' } });
  await client.signIn({ via: 'popup' });
  const asking = client.requestPermission('files:write');
  const root = () => document.querySelector('stepscope-permission-prompt')?.shadowRoot;
  await eventually(() => {
    expect(root()?.getElementById('title')?.textContent).toBe('Erlaubnis nötig');
  });
  const [notNow] = root()?.querySelectorAll('button') ?? [];
  expect(notNow?.textContent).toBe('Not now');
  notNow?.click();
  expect((await asking).status).toBe('dismissed');
});
