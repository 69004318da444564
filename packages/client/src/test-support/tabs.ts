import type { FakePage } from '@stepscope/testing/msw';
import { expect } from 'vitest';
import type { ClientOptions } from '../client-options.js';
import { app, type Action, type createWorld, type Scope, type TestClient } from './world.js';

/** A tab of a fake browser, and the client of the page in it. */
export interface Tab {
  readonly client: TestClient;
  readonly page: FakePage;
}

/** Another tab of the browser that `of` belongs to, started. */
export async function openTab(
  world: ReturnType<typeof createWorld>,
  of: FakePage,
  more: Partial<ClientOptions<Scope, Action>> = {},
): Promise<Tab> {
  const page = of.newTab(`${app}/files`);
  const client = world.client(page, more);
  expect(await client.handleRedirect()).toEqual({ kind: 'none' });
  return { client, page };
}
