import { http, HttpResponse } from 'msw';
import { afterEach, describe, expect, test } from 'vitest';
import { eventually } from '../test-support/eventually.js';
import { createWorld, issuer, requestOf, resource, scriptedPrompt } from '../test-support/world.js';

const world = createWorld();
// Else a sign-in at the server would outlive its test.
afterEach(async () => void (await fetch(`${issuer}/logout`)));
const payments = `${resource}/payments`;
const secrets = `${resource}/secrets`;
const ledger = `${resource}/ledger`;

function challenge(parameters: string): void {
  world.server.use(
    http.get(
      `${resource}/x`,
      () =>
        new HttpResponse(null, {
          status: 401,
          headers: {
            'WWW-Authenticate': `Bearer error="insufficient_user_authentication"${parameters}`,
          },
        }),
    ),
  );
}

describe('a call that wants another sign-in (RFC 9470)', () => {
  test('is sent again once the user has signed in so, with the scopes that are granted', async () => {
    const prompt = scriptedPrompt();
    const { client, page } = await world.signedIn({ prompt });
    expect((await client.fetch(payments)).status).toBe(200);
    expect(prompt.shown).toHaveLength(1);
    expect(prompt.shown[0]?.getState()).toMatchObject({ outcome: 'granted', scopes: [] });
    const request = requestOf(page.popups[0]?.visited[0]);
    expect(request.get('acr_values')).toBe('mfa otp');
    expect(request.get('scope')).toBe('openid offline_access files:read');
    expect(request.has('max_age')).toBe(false);
    expect((await client.fetch(payments)).status).toBe(200);
    expect(prompt.shown).toHaveLength(1);
  });

  test('is told by the prompt', async () => {
    const prompt = scriptedPrompt((request) => request.dismiss());
    const { client } = await world.signedIn({ prompt });
    await expect(client.fetch(payments)).rejects.toMatchObject({
      code: 'INSUFFICIENT_USER_AUTHENTICATION',
      acrValues: ['mfa', 'otp'],
      maxAgeSeconds: undefined,
      outcome: 'dismissed',
    });
    expect(prompt.shown[0]?.getState()).toMatchObject({ signInAgain: true, scopes: [] });
  });

  test('asks for a sign-in that is new enough [OIDC Core]', async () => {
    const { client, page } = await world.signedIn();
    expect((await client.fetch(secrets)).status).toBe(200);
    expect(page.popups).toHaveLength(0);
    challenge(', max_age="300"');
    const call = client.fetch(`${resource}/x`);
    await expect(call).rejects.toMatchObject({ acrValues: [], maxAgeSeconds: 300 });
    expect(requestOf(page.popups[0]?.visited[0]).get('max_age')).toBe('300');
  });

  test('asks for lacking scopes in the same request', async () => {
    const prompt = scriptedPrompt(() => {});
    const { client, page } = await world.signedIn({ prompt });
    const call = client.fetch(ledger);
    await eventually(() => expect(prompt.shown).toHaveLength(1));
    expect(prompt.shown[0]?.getState()).toMatchObject({
      signInAgain: true,
      scopes: [{ scope: 'tasks:write' }],
    });
    prompt.shown[0]?.approve();
    expect((await call).status).toBe(200);
    const request = requestOf(page.popups[0]?.visited[0]);
    expect(request.get('acr_values')).toBe('mfa otp');
    expect(request.get('scope')).toBe('openid offline_access files:read tasks:write');
  });

  test('whose challenge CORS hides is told by the body', async () => {
    const { client } = await world.signedIn();
    world.switches.hidesChallenge = true;
    expect((await client.fetch(ledger)).status).toBe(200);
  });

  test.each([
    ['POST is not sent again', {}, 'REPLAY_REFUSED'],
    ['POST with an Idempotency-Key is', { headers: { 'Idempotency-Key': 'k' } }, undefined],
  ])('%s', async (_, init, code) => {
    const { client } = await world.signedIn();
    const call = client.fetch(payments, { method: 'POST', ...init });
    if (code === undefined) expect((await call).status).toBe(200);
    else await expect(call).rejects.toMatchObject({ code });
  });

  test('together with others makes one prompt', async () => {
    const prompt = scriptedPrompt(() => {});
    const { client, page } = await world.signedIn({ prompt });
    const calls = [payments, payments, ledger, `${resource}/tasks`].map((url) => client.fetch(url));
    await eventually(() => {
      expect(world.apiCalls()).toHaveLength(4);
      expect(prompt.shown[0]?.getState().scopes).toHaveLength(1);
      expect(prompt.shown[0]?.getState().signInAgain).toBe(true);
    });
    prompt.shown[0]?.approve();
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200, 200]);
    expect(page.popups).toHaveLength(1);
    expect(prompt.shown).toHaveLength(1);
  });

  test('that was sent before another sign-in is sent again without a question', async () => {
    const prompt = scriptedPrompt();
    const { client } = await world.signedIn({ prompt });
    let answer: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    // Without an answer of its own, the handler below it answers.
    world.server.use(http.get(payments, () => held, { once: true }));
    const slow = client.fetch(payments);
    await eventually(() => expect(world.apiCalls()).toHaveLength(1));
    expect((await client.fetch(payments)).status).toBe(200);
    answer();
    expect((await slow).status).toBe(200);
    expect(prompt.shown).toHaveLength(1);
  });

  test('without saying how, or with a malformed age, is handed to the application', async () => {
    const prompt = scriptedPrompt();
    const { client } = await world.signedIn({ prompt });
    challenge('');
    expect((await client.fetch(`${resource}/x`)).status).toBe(401);
    challenge(', max_age="soon"');
    expect((await client.fetch(`${resource}/x`)).status).toBe(401);
    expect(prompt.shown).toHaveLength(0);
  });

  test('and scopes that the client did not declare asks nothing', async () => {
    const prompt = scriptedPrompt();
    const { client } = await world.signedIn({ prompt });
    challenge(', acr_values="mfa", scope="admin:all"');
    await expect(client.fetch(`${resource}/x`)).rejects.toMatchObject({
      code: 'INSUFFICIENT_SCOPE',
      outcome: undefined,
    });
    expect(prompt.shown).toHaveLength(0);
  });
});

describe('it ends where', () => {
  test('the server cannot: unmet_authentication_requirements', async () => {
    const { client } = await world.signedIn();
    world.switches.unmetAuthentication = true;
    await expect(client.fetch(ledger)).rejects.toMatchObject({
      code: 'INSUFFICIENT_USER_AUTHENTICATION',
      outcome: 'unavailable',
    });
    expect(client.getSnapshot()).toMatchObject({ status: 'signed-in' });
    expect(client.getSnapshot().denied.size).toBe(0);
    expect(client.granted.toString()).toBe('files:read');
  });

  test('the user says no', async () => {
    const { client } = await world.signedIn();
    world.switches.denies = true;
    await expect(client.fetch(payments)).rejects.toMatchObject({ outcome: 'denied' });
  });

  test('the API is not satisfied: one prompt, one more call, and none after a reload or in another tab [RFC 9470]', async () => {
    const prompt = scriptedPrompt();
    const { client, page } = await world.signedIn({ prompt });
    challenge(', acr_values="gold"');
    const x = `${resource}/x`;
    const refused = { code: 'INSUFFICIENT_USER_AUTHENTICATION', outcome: undefined };
    await expect(client.fetch(x)).rejects.toMatchObject(refused);
    expect(world.apiCalls()).toHaveLength(2);
    await expect(client.fetch(x)).rejects.toMatchObject(refused);
    const tab = await world.signedIn({ prompt }, page.newTab());
    await expect(tab.client.fetch(x)).rejects.toMatchObject(refused);
    expect(prompt.shown).toHaveLength(1);
    world.clock.now += 601_000;
    await expect(tab.client.fetch(x)).rejects.toMatchObject(refused);
    expect(prompt.shown).toHaveLength(2);
  });

  test('the answer never comes, until the user asks for it', async () => {
    const prompt = scriptedPrompt((request) => request.dismiss());
    const { client } = await world.signedIn({ prompt });
    await expect(client.fetch(payments)).rejects.toMatchObject({ outcome: 'dismissed' });
    await expect(client.fetch(payments)).rejects.toMatchObject({ outcome: undefined });
    expect(prompt.shown).toHaveLength(1);
    prompt.onShow = (request) => request.approve();
    const need = { acrValues: ['mfa', 'otp'] };
    expect((await client.requestPermission('files:read', need)).status).toBe('granted');
    expect((await client.fetch(payments)).status).toBe(200);
  });
});

describe('the application asks by itself', () => {
  test('for a sign-in although no scope is lacking', async () => {
    const { client, page } = await world.signedIn();
    const outcome = await client.requestPermission('files:read', {
      acrValues: ['mfa'],
      maxAgeSeconds: 60,
    });
    expect(outcome.status).toBe('granted');
    const request = requestOf(page.popups[0]?.visited[0]);
    expect([request.get('acr_values'), request.get('max_age')]).toEqual(['mfa', '60']);
    expect((await client.fetch(payments)).status).toBe(200);
  });

  test('and hears of a no, although all scopes are held', async () => {
    const prompt = scriptedPrompt((request) => request.dismiss());
    const { client } = await world.signedIn({ prompt });
    const need = { maxAgeSeconds: 60 };
    expect((await client.requestPermission('files:read', need)).status).toBe('dismissed');
    prompt.onShow = (request) => request.approve();
    world.switches.denies = true;
    expect((await client.requestPermission('files:read', need)).status).toBe('denied');
    delete world.switches.denies;
    world.switches.unmetAuthentication = true;
    const gold = { acrValues: ['gold'] };
    expect((await client.requestPermission('files:read', gold)).status).toBe('unavailable');
  });

  test('when signing in', async () => {
    const page = world.page();
    await world.client(page).signIn({ acrValues: ['mfa'], maxAgeSeconds: 0 });
    const request = requestOf(page.leftFor);
    expect([request.get('acr_values'), request.get('max_age')]).toEqual(['mfa', '0']);
    world.switches.unmetAuthentication = true;
    const popup = world.client(world.page());
    const outcome = await popup.signIn({ via: 'popup', acrValues: ['gold'] });
    expect(outcome.status).toBe('unavailable');
  });

  test('by redirect, and the outcome comes back with the page', async () => {
    const { client, page } = await world.signedIn();
    const options = { via: 'redirect', prompt: false, acrValues: ['gold'] } as const;
    await client.requestPermission('files:read', options);
    const back = world.client(await page.follow());
    expect((await back.handleRedirect()).outcome?.status).toBe('granted');
    world.switches.unmetAuthentication = true;
    const { client: second, page: secondPage } = await world.signedIn();
    await second.requestPermission('files:read', options);
    const refused = await secondPage.follow();
    expect(await world.client(refused).handleRedirect()).toEqual({ kind: 'leaving' });
    const restored = world.client(await refused.follow());
    expect((await restored.handleRedirect()).outcome?.status).toBe('unavailable');
    expect(restored.can('files:read')).toBe(true);
  });
});
