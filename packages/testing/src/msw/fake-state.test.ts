import { afterAll, beforeAll, expect, test } from 'vitest';
import { setupServer } from 'msw/node';
import { refuseUnhandled, stepscopeHandlers } from '../msw.js';
import { catalogue, issuer, redirectUri, resource } from '../test-support/fake-world.js';
import { sha256 } from '../signing/sha256.js';
import { storedState } from './fake-state.js';

const items = new Map<string, string>();
const storage = {
  getItem: (key: string) => items.get(key) ?? null,
  setItem: (key: string, value: string) => void items.set(key, value),
};
const handlers = (): ReturnType<typeof stepscopeHandlers> =>
  stepscopeHandlers({
    issuer,
    resource,
    catalogue,
    storage,
    routes: [{ method: 'GET', path: '/files', needs: 'read' }],
  });
const server = setupServer(...handlers());
beforeAll(() => server.listen(refuseUnhandled));
afterAll(() => server.close());

const verifier = 'v'.repeat(43);
const token = async (parameters: Record<string, string>): Promise<Record<string, string>> => {
  const body = new URLSearchParams({ client_id: 'web', redirect_uri: redirectUri, ...parameters });
  const response = await fetch(`${issuer}/token`, { method: 'POST', body });
  return (await response.json()) as Record<string, string>;
};

test('what is in storage survives the handlers, and is shared with others', async () => {
  const request = new URL(`${issuer}/authorize`);
  request.search = new URLSearchParams({
    response_type: 'code',
    client_id: 'web',
    redirect_uri: redirectUri,
    scope: 'openid offline_access read',
    resource,
    code_challenge: await sha256(verifier),
    code_challenge_method: 'S256',
  }).toString();
  const asked = await fetch(request, { redirect: 'manual' });
  const code = new URL(asked.headers.get('Location') ?? '').searchParams.get('code') ?? '';

  server.resetHandlers(...handlers());
  const redeem = { grant_type: 'authorization_code', code, code_verifier: verifier };
  const tokens = await token(redeem);
  server.resetHandlers(...handlers());
  const headers = { Authorization: `Bearer ${tokens['access_token']}` };
  expect((await fetch(`${resource}/files`, { headers })).status).toBe(200);
  const refreshed = { grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' };
  expect(await token(refreshed)).toHaveProperty('access_token');
  server.resetHandlers(...handlers());
  expect(await token(refreshed)).toEqual({ error: 'invalid_grant' });
});

test('each issuer has its own, and nothing is written where nothing has changed', () => {
  const one = storedState(storage, 'https://one.example');
  const other = storedState(storage, 'https://other.example');
  one((state) => {
    state.signedOut = true;
  });
  expect(one(({ signedOut }) => signedOut)).toBe(true);
  expect(other(({ signedOut }) => signedOut)).toBe(false);
  const before = [...items];
  one(() => {});
  expect([...items]).toEqual(before);
});
