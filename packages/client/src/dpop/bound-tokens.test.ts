import axios from 'axios';
import { decodeJwt } from 'jose';
import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { attachAxios } from '../axios/attach-axios.js';
import { indexedDb } from '../storage/token-storage.js';
import { openTab } from '../test-support/tabs.js';
import { app, createWorld, issuer, resource } from '../test-support/world.js';
import { dpop } from './dpop.js';

const world = createWorld();
const files = `${resource}/files`;
const bound = { dpop: dpop() };

/** The proofs of requests to `url`, in order. */
function proofsTo(url: string): { readonly of: Record<string, unknown>[] } {
  const of: Record<string, unknown>[] = [];
  world.server.events.on('request:start', ({ request }) => {
    const proof = request.headers.get('DPoP');
    if (proof !== null && request.url.startsWith(url)) of.push(decodeJwt(proof));
  });
  return { of };
}

describe('a client with dpop()', () => {
  test('signs in, calls, steps up and refreshes with bound tokens and a fresh proof each', async () => {
    const token = proofsTo(`${issuer}/token`);
    const api = proofsTo(files);
    const { client } = await world.signedIn(bound);
    expect((await client.fetch(files)).status).toBe(200);
    expect(await client.fetch(`${resource}/tasks`).then(({ status }) => status)).toBe(200);
    world.clock.now += 295_000;
    expect((await client.fetch(files)).status).toBe(200);
    expect(world.apiCalls().every(({ authorization }) => authorization?.startsWith('DPoP '))).toBe(
      true,
    );
    expect(token.of).toHaveLength(3);
    const all = [...token.of, ...api.of].map(({ jti }) => jti);
    expect(new Set(all).size).toBe(all.length);
  });

  test('[S1.18] answers each server’s nonce once, and keeps the two apart', async () => {
    const token = proofsTo(`${issuer}/token`);
    const api = proofsTo(files);
    world.switches.authorizationServerNonce = 'of-the-server';
    world.switches.resourceNonce = 'of-the-api';
    const { client } = await world.signedIn(bound);
    expect((await client.fetch(files)).status).toBe(200);
    expect((await client.fetch(files)).status).toBe(200);
    expect(token.of.map(({ nonce }) => nonce)).toEqual([undefined, 'of-the-server']);
    expect(api.of.map(({ nonce }) => nonce)).toEqual([undefined, 'of-the-api', 'of-the-api']);
  });

  test('sends a call with a body again where the API wants another nonce', async () => {
    const { client } = await world.signedIn(bound);
    await client.requestPermission('files:write');
    world.switches.resourceNonce = 'new';
    const response = await client.fetch(files, { method: 'POST', body: 'text' });
    expect(await response.text()).toBe('text');
  });

  test('does not go round in circles where the API never takes the nonce', async () => {
    const { client } = await world.signedIn(bound);
    let calls = 0;
    world.server.use(
      http.get(files, () => {
        calls++;
        return HttpResponse.json(
          {},
          {
            status: 401,
            headers: {
              'WWW-Authenticate': 'DPoP error="use_dpop_nonce"',
              'DPoP-Nonce': `n-${calls}`,
            },
          },
        );
      }),
    );
    expect((await client.fetch(files)).status).toBe(401);
    expect(calls).toBe(2);
  });

  test('[S1.19] says so where CORS hides the nonce, and sends the call once', async () => {
    const { client } = await world.signedIn(bound);
    let calls = 0;
    world.server.use(
      http.get(files, () => {
        calls++;
        return HttpResponse.json(
          {},
          { status: 401, headers: { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"' } },
        );
      }),
    );
    await expect(client.fetch(files)).rejects.toMatchObject({ code: 'DPOP_NONCE_HIDDEN' });
    expect(calls).toBe(1);
  });

  test('[9.2.2] takes no bearer token in place of a bound one', async () => {
    world.switches.ignoresDpop = true;
    const page = world.page();
    await world.client(page, bound).signIn();
    const client = world.client(await page.follow(), bound);
    await expect(client.handleRedirect()).rejects.toMatchObject({
      code: 'AUTHORIZATION_SERVER_UNREACHABLE',
    });
    expect(client.getSnapshot().status).toBe('signed-out');
  });

  test('does the same for axios', async () => {
    const api = proofsTo(files);
    const { client } = await world.signedIn(bound);
    world.switches.resourceNonce = 'of-the-api';
    const instance = axios.create({ baseURL: resource, adapter: 'fetch' });
    attachAxios(client, instance);
    expect((await instance.get('/files')).status).toBe(200);
    expect(api.of.map(({ nonce }) => nonce)).toEqual([undefined, 'of-the-api']);
  });

  test('shares its tokens with other tabs, which have the same key', async () => {
    const first = await world.signedIn(bound);
    const second = await openTab(world, first.page, bound);
    expect((await second.client.fetch(files)).status).toBe(200);
    expect(second.page.leftFor).toBeUndefined();
  });
});

describe('a pushed request', () => {
  test.each([
    ['binds its code to a key that the next page finds', false],
    ['binds its code to no key that goes with the page', true],
  ])('%s', async (_, refuses) => {
    world.switches.par = 'required';
    const pushed = proofsTo(`${issuer}/par`);
    const page = world.page();
    const refuse = (of: typeof page) =>
      refuses && Object.assign(of, { records: { update: () => Promise.reject(new Error('no')) } });
    refuse(page);
    await world.client(page, bound).signIn();
    const back = await page.follow();
    refuse(back);
    const client = world.client(back, bound);
    expect((await client.handleRedirect()).outcome?.status).toBe('granted');
    expect(pushed.of).toHaveLength(refuses ? 0 : 1);
  });
});

describe('storage: indexedDb()', () => {
  const kept = { ...bound, storage: indexedDb() };

  test('keeps the tokens over a reload, without a round trip', async () => {
    const { client, page } = await world.signedIn(kept);
    await client.requestPermission('files:write');
    const reloaded = page.open(`${app}/files`);
    const next = world.client(reloaded, kept);
    expect(await next.handleRedirect()).toEqual({ kind: 'none' });
    expect(reloaded.leftFor).toBeUndefined();
    expect(next.granted.toString()).toBe('files:read files:write');
    expect((await next.fetch(files)).status).toBe(200);
  });

  test('forgets tokens and key at a sign-out', async () => {
    const { client, page } = await world.signedIn(kept);
    await client.signOut({ endSession: false });
    const records = Object.values(page.records.entries());
    expect(JSON.stringify(records)).not.toContain('accessToken');
    expect(records.some((value) => value instanceof Object && 'privateKey' in value)).toBe(false);
  });

  test('is refused without dpop', () => {
    expect(() => world.client(world.page(), { storage: indexedDb() })).toThrow(
      'storage is indexedDb() without dpop',
    );
  });
});
