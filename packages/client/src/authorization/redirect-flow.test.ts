import { ScopeSet } from '@stepscope/core';
import { http } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import { eventually } from '../test-support/eventually.js';
import {
  app,
  createWorld,
  issuer,
  redirectUri,
  requestOf,
  resource,
} from '../test-support/world.js';

const world = createWorld();

describe('signing in by redirect', () => {
  test('asks for profile where the client declares it, and leaves it out of what is granted', async () => {
    const page = world.page();
    const client = world.client(page, { scopes: { initial: ['profile', 'files:read'] } });
    await client.signIn();
    expect(requestOf(page.leftFor).get('scope')).toBe('openid offline_access profile files:read');
    const returned = await page.follow();
    const again = world.client(returned, { scopes: { initial: ['profile', 'files:read'] } });
    const { outcome } = await again.handleRedirect();
    expect(outcome?.status).toBe('granted');
    expect(again.granted.toString()).toBe('files:read');
  });

  test('asks for the initial scopes, openid and offline_access, with PKCE, state and nonce [10.2.1, RFC 9700]', async () => {
    const page = world.page();
    const outcome = await world.client(page).signIn();
    expect(outcome.status).toBe('redirecting');
    const request = requestOf(page.leftFor);
    expect(new Set(request.get('scope')?.split(' '))).toEqual(
      new Set(['openid', 'offline_access', 'files:read']),
    );
    expect(Object.fromEntries(request)).toMatchObject({
      response_type: 'code',
      client_id: 'web',
      redirect_uri: redirectUri,
      resource,
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^redirect\.[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(request.has('prompt')).toBe(false);
  });

  test('comes back to where the user was, signed in, with what the token response grants', async () => {
    const { client, page } = await world.signedIn();
    expect(page.url.href).toBe(`${app}/files?view=list#top`);
    expect(client.getSnapshot()).toMatchObject({
      status: 'signed-in',
      user: { sub: 'user-1', name: 'Test User' },
    });
    expect(client.granted.toString()).toBe('files:read');
    expect(client.getSnapshot().requested.toString()).toBe('files:read');
  });

  test('hands back what the application gave along', async () => {
    const page = world.page();
    await world.client(page).signIn({ data: { draft: 7 }, returnTo: '/drafts/7' });
    const back = await page.follow();
    const result = await world.client(back).handleRedirect();
    expect(result).toMatchObject({ kind: 'returned', outcome: { status: 'granted' } });
    expect(result.intent).toEqual({ scopes: ['files:read'], data: { draft: 7 } });
    expect(back.url.pathname).toBe('/drafts/7');
  });

  test('answers further calls with the same result, as React StrictMode makes them [P.16]', async () => {
    const page = world.page();
    await world.client(page).signIn();
    const client = world.client(await page.follow());
    const [first, second] = await Promise.all([client.handleRedirect(), client.handleRedirect()]);
    expect(second).toBe(first);
    expect(world.sent.filter(({ url }) => url.endsWith('/token'))).toHaveLength(1);
  });

  test('is denied where the user says no, and nobody is signed in', async () => {
    world.switches.denies = true;
    const page = world.page();
    await world.client(page).signIn();
    const client = world.client(await page.follow());
    const result = await client.handleRedirect();
    expect(result.outcome?.status).toBe('denied');
    expect(client.getSnapshot().status).toBe('signed-out');
  });

  test('takes an omitted scope to mean: as requested [S1.02, P.06]', async () => {
    world.switches.omitsScope = true;
    const { client } = await world.signedIn();
    expect(client.granted.toString()).toBe('files:read');
  });
});

describe('refuses and stores nothing', () => {
  const refused = async (change: (url: URL) => void) => {
    const page = world.page();
    await world.client(page).signIn();
    const back = await page.follow();
    const url = new URL(back.url);
    change(url);
    const client = world.client(back.open(url.href));
    const error = await client.handleRedirect().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(client.getSnapshot().status).toBe('signed-out');
    expect(Object.values(back.localStorage.entries())).toEqual([]);
    return error;
  };

  test.each([
    [
      'a state that was not issued',
      (url: URL) => url.searchParams.set('state', 'redirect.x'),
      'unknown-state',
    ],
    ['a response without a state', (url: URL) => url.searchParams.delete('state'), 'unknown-state'],
    [
      'a state given twice',
      (url: URL) => url.searchParams.append('state', 'redirect.x'),
      'invalid-response',
    ],
    [
      'another issuer (RFC 9207)',
      (url: URL) => url.searchParams.set('iss', 'https://evil.example'),
      'invalid-response',
    ],
    ['a response without iss', (url: URL) => url.searchParams.delete('iss'), 'invalid-response'],
    ['a code given twice', (url: URL) => url.searchParams.append('code', 'x'), 'invalid-response'],
  ])('%s', async (_, change, reason) => {
    expect(await refused(change)).toMatchObject({ code: 'CALLBACK_REFUSED', reason });
    expect(world.sent.filter(({ url }) => url.endsWith('/token'))).toEqual([]);
  });

  test('a code of somebody else [S3.14]', async () => {
    const error = await refused((url) => url.searchParams.set('code', 'stolen'));
    expect(error).toMatchObject({ code: 'AUTHORIZATION_FAILED', error: 'invalid_grant' });
  });

  test('a callback that was used before, and takes its code out of the URL [10.1.2, S3.14]', async () => {
    const page = world.page();
    await world.client(page).signIn();
    const back = await page.follow();
    const used = back.url.href;
    await world.client(back).handleRedirect();
    const again = back.open(used);
    const client = world.client(again);
    await expect(client.handleRedirect()).rejects.toMatchObject({ reason: 'unknown-state' });
    expect(again.url.href).toBe(redirectUri);
    expect(client.granted.size).toBe(0);
  });

  test('an error with another issuer', async () => {
    world.switches.denies = true;
    world.switches.iss = 'wrong';
    expect(await refused(() => {})).toMatchObject({ reason: 'invalid-response' });
  });

  test('a step-up by somebody else: the sign-in that was there can still be restored', async () => {
    const { client, page } = await world.signedIn();
    await client.requestPermission('files:write', { via: 'redirect' });
    world.switches.user = { sub: 'mallory' };
    const back = await page.follow();
    const next = world.client(back);
    await expect(next.handleRedirect()).rejects.toMatchObject({ reason: 'different-user' });
    expect(next.getSnapshot().status).toBe('signed-out');
    world.switches.user = { sub: 'user-1' };
    const reloaded = back.open(`${app}/files`);
    expect(await world.client(reloaded).handleRedirect()).toEqual({ kind: 'leaving' });
  });
});

describe('what is written down', () => {
  test('holds names of scopes and the user’s id, never a token, code or body [RFC 10017, P.11]', async () => {
    const { client, page } = await world.signedIn({ via: 'redirect' });
    await client
      .fetch(`${resource}/files`, {
        method: 'POST',
        body: 'my secret text',
        headers: { 'X-Key': 'k' },
      })
      .catch(() => undefined);
    const written = { ...page.localStorage.entries(), ...page.sessionStorage.entries() };
    expect(Object.keys(written)).toHaveLength(3);
    const text = JSON.stringify(written);
    const [, token] = /Bearer (.+)/.exec(world.apiCalls()[0]?.authorization ?? '') ?? [];
    expect(token).toMatch(/^ey/);
    expect(text).not.toContain(token);
    expect(text).not.toMatch(/ey[\w-]+\.ey/);
    expect(text).not.toContain('my secret text');
    expect(text).not.toContain('X-Key');
    expect(text).toContain('files:write');
  });

  test('is kept apart by issuer, client and resource', async () => {
    const { page } = await world.signedIn();
    for (const key of Object.keys(page.localStorage.entries())) {
      for (const part of [issuer, 'web', resource]) expect(key).toContain(encodeURIComponent(part));
    }
    const other = world.client(page.open(`${app}/`), { clientId: 'other' });
    expect(await other.handleRedirect()).toEqual({ kind: 'none' });
  });
});

describe('restoring after a reload', () => {
  test('leaves once with prompt=none for the scopes granted last, and comes back signed in [OIDC Core]', async () => {
    const { client, page } = await world.signedIn();
    await client.requestPermission('files:write');
    const reloaded = page.open(`${app}/files/7#x`);
    const restoring = world.client(reloaded);
    expect(await restoring.handleRedirect()).toEqual({ kind: 'leaving' });
    expect(restoring.getSnapshot().status).toBe('starting');
    expect(reloaded.leftWithoutTrace).toBe(true);
    const request = requestOf(reloaded.leftFor);
    expect(request.get('prompt')).toBe('none');
    expect(request.get('scope')).toContain('files:read files:write');
    const back = await reloaded.follow();
    const restored = world.client(back);
    expect(await restored.handleRedirect()).toEqual({ kind: 'returned' });
    expect(restored.granted.toString()).toBe('files:read files:write');
    expect(back.url.href).toBe(`${app}/files/7#x`);
  });

  test('does not start where somebody has signed in by popup already', async () => {
    const page = world.page();
    const client = world.client(page);
    await client.signIn({ via: 'popup' });
    expect(await client.handleRedirect()).toEqual({ kind: 'none' });
    expect(page.leftFor).toBeUndefined();
    expect(client.getSnapshot().status).toBe('signed-in');
  });

  test('does not start where nobody signed in, after a sign-out, or when told not to', async () => {
    const page = world.page();
    expect(await world.client(page).handleRedirect()).toEqual({ kind: 'none' });
    const first = await world.signedIn();
    const again = world.client(first.page.open(`${app}/`));
    expect(await again.handleRedirect({ restore: false })).toEqual({ kind: 'none' });
    const second = await world.signedIn();
    await second.client.signOut({ endSession: false });
    const after = world.client(second.page.open(`${app}/`));
    expect(await after.handleRedirect()).toEqual({ kind: 'none' });
  });

  test('ends signed out where it is refused, and is not tried again [P.04]', async () => {
    const { page } = await world.signedIn();
    world.switches.signedOut = true;
    const reloaded = page.open(`${app}/`);
    await world.client(reloaded).handleRedirect();
    const back = await reloaded.follow();
    const client = world.client(back);
    const ended = vi.fn();
    client.on('signed-out', ended);
    expect(await client.handleRedirect()).toEqual({ kind: 'returned' });
    expect(ended).toHaveBeenCalledExactlyOnceWith({ reason: 'refused' });
    expect(client.getSnapshot().status).toBe('signed-out');
    expect(await world.client(back.open(`${app}/`)).handleRedirect()).toEqual({ kind: 'none' });
  });

  test('does not take over somebody else who has signed in meanwhile', async () => {
    const { page } = await world.signedIn();
    world.switches.user = { sub: 'somebody-else' };
    const reloaded = page.open(`${app}/`);
    await world.client(reloaded).handleRedirect();
    const client = world.client(await reloaded.follow());
    expect(await client.handleRedirect()).toEqual({ kind: 'returned' });
    expect(client.getSnapshot()).toMatchObject({ status: 'signed-out', user: undefined });
  });

  test('tells of a scope that was taken back meanwhile', async () => {
    const { client, page } = await world.signedIn();
    await client.requestPermission('files:write');
    world.switches.revoked = ['files:write'];
    const reloaded = page.open(`${app}/`);
    await world.client(reloaded).handleRedirect();
    const restored = world.client(await reloaded.follow());
    const revoked = vi.fn();
    restored.on('revoked', revoked);
    await restored.handleRedirect();
    expect(revoked).toHaveBeenCalledExactlyOnceWith({ scopes: ScopeSet.of('files:write') });
    expect(restored.can('files:write')).toBe(false);
  });

  test('stays where the authorization server cannot be reached, and tries on the next load', async () => {
    const { page } = await world.signedIn();
    world.switches.offline = 'authorization-server';
    const reloaded = page.open(`${app}/`);
    expect(await world.client(reloaded).handleRedirect()).toEqual({ kind: 'none' });
    expect(reloaded.leftFor).toBeUndefined();
    delete world.switches.offline;
    expect(await world.client(page.open(`${app}/`)).handleRedirect()).toEqual({ kind: 'leaving' });
  });

  test.each([
    ['does not start', { scopes_supported: ['files:read'] }, 'none'],
    ['does not start', { prompt_values_supported: ['login', 'consent'] }, 'none'],
    ['starts', { scopes_supported: ['openid'] }, 'leaving'],
    ['starts', { scopes_supported: [], prompt_values_supported: ['none'] }, 'leaving'],
  ])('%s at a server with %j, which decides about prompt=none', async (_, metadata, kind) => {
    world.switches.metadata = metadata;
    const { page } = await world.signedIn();
    const reloaded = page.open(`${app}/`);
    const client = world.client(reloaded);
    expect(await client.handleRedirect()).toEqual({ kind });
    expect(reloaded.leftFor === undefined).toBe(kind === 'none');
    expect(client.getSnapshot().status).toBe(kind === 'none' ? 'signed-out' : 'starting');
  });

  test('a call made meanwhile waits for it', async () => {
    const { page } = await world.signedIn();
    const reloaded = page.open(`${app}/`);
    await world.client(reloaded).handleRedirect();
    const client = world.client(await reloaded.follow());
    const arriving = client.handleRedirect();
    expect((await client.fetch(`${resource}/files`)).status).toBe(200);
    await arriving;
  });
});

describe('stepping up by redirect', () => {
  test('keeps the intent, and comes back wider', async () => {
    const { client, page } = await world.signedIn();
    const outcome = await client.requestPermission('files.create', {
      via: 'redirect',
      data: { file: 7 },
    });
    expect(outcome.status).toBe('redirecting');
    const request = requestOf(page.leftFor);
    expect(request.get('scope')).toContain('files:read files:write');
    expect(request.get('id_token_hint')).toMatch(/^ey/);
    const next = world.client(await page.follow());
    const result = await next.handleRedirect();
    expect(result).toMatchObject({
      kind: 'returned',
      outcome: { status: 'granted' },
      intent: { scopes: ['files:write'], action: 'files.create', data: { file: 7 } },
    });
    expect(next.granted.toString()).toBe('files:read files:write');
  });

  test('after a refused call keeps what was called', async () => {
    const { client, page } = await world.signedIn({ via: 'redirect' });
    await expect(
      client.fetch(`${resource}/files`, { method: 'POST', body: 'x' }),
    ).rejects.toMatchObject({ code: 'INSUFFICIENT_SCOPE', outcome: 'redirecting' });
    const next = world.client(await page.follow());
    expect((await next.handleRedirect()).intent).toEqual({
      scopes: ['files:write'],
      action: 'files.create',
      call: { method: 'POST', url: `${resource}/files` },
    });
  });

  test('that is denied restores the sign-in first, and then tells outcome and intent', async () => {
    const { client, page } = await world.signedIn();
    await client.requestPermission('files:write', { via: 'redirect', data: 'kept' });
    world.switches.denies = true;
    const denied = await page.follow();
    const restoring = world.client(denied);
    expect(await restoring.handleRedirect()).toEqual({ kind: 'leaving' });
    expect(requestOf(denied.leftFor).get('prompt')).toBe('none');
    const back = await denied.follow();
    const next = world.client(back);
    const result = await next.handleRedirect();
    expect(result).toMatchObject({
      kind: 'returned',
      outcome: { status: 'denied' },
      intent: { data: 'kept' },
    });
    expect(result.outcome?.denied.toString()).toBe('files:write');
    expect(next.granted.toString()).toBe('files:read');
    expect(back.url.href).toBe(`${app}/files?view=list#top`);
  });

  test('that is denied at a server without prompt=none ends signed out with outcome and intent', async () => {
    world.switches.metadata = { scopes_supported: ['files:read', 'files:write'] };
    const { client, page } = await world.signedIn();
    await client.requestPermission('files:write', { via: 'redirect', data: 'kept' });
    world.switches.denies = true;
    const next = world.client(await page.follow());
    expect(await next.handleRedirect()).toMatchObject({
      kind: 'returned',
      outcome: { status: 'denied' },
      intent: { data: 'kept' },
    });
    expect(next.getSnapshot()).toMatchObject({ status: 'signed-out' });
    expect(next.getSnapshot().denied.toString()).toBe('files:write');
  });

  test('that is denied, where the sign-in has ended too, ends signed out with outcome and intent', async () => {
    const { client, page } = await world.signedIn();
    await client.requestPermission('files:write', { via: 'redirect', data: 'kept' });
    world.switches.denies = true;
    const denied = await page.follow();
    await world.client(denied).handleRedirect();
    world.switches.signedOut = true;
    const next = world.client(await denied.follow());
    expect(await next.handleRedirect()).toMatchObject({
      outcome: { status: 'denied' },
      intent: { data: 'kept' },
    });
    expect(next.getSnapshot().status).toBe('signed-out');
  });
});

describe('signing out', () => {
  test('revokes the refresh token, forgets everything and leaves to end the session', async () => {
    const { client, page } = await world.signedIn();
    const ended = vi.fn();
    client.on('signed-out', ended);
    await client.signIn();
    expect(page.sessionStorage.entries()).not.toEqual({});
    await client.signOut();
    const revocation = world.sent.find(({ url }) => url === `${issuer}/revoke`);
    expect(revocation?.params.get('token_type_hint')).toBe('refresh_token');
    const logout = requestOf(page.leftFor);
    expect(logout.get('id_token_hint')).toMatch(/^ey/);
    expect(logout.get('post_logout_redirect_uri')).toBe(`${app}/`);
    expect(page.localStorage.entries()).toEqual({});
    expect(page.sessionStorage.entries()).toEqual({});
    expect(ended).toHaveBeenCalledExactlyOnceWith({ reason: 'signed-out' });
    expect(client.getSnapshot()).toMatchObject({ status: 'signed-out', user: undefined });
  });

  test('of a client that has nothing in memory ends the session all the same', async () => {
    const page = world.page();
    await world.client(page).signOut();
    expect(page.leftFor).toMatch(/^https:\/\/login\.example\/logout\?/);
    expect(requestOf(page.leftFor).has('id_token_hint')).toBe(false);
  });

  test('signs out here even where the server cannot be reached', async () => {
    const { client, page } = await world.signedIn();
    world.switches.offline = 'authorization-server';
    await client.signOut();
    expect(client.getSnapshot().status).toBe('signed-out');
    expect(page.localStorage.entries()).toEqual({});
  });

  test.each([
    [
      'redirect',
      async () => {
        const page = world.page();
        await world.client(page).signIn();
        const client = world.client(await page.follow());
        return { client, outcome: client.handleRedirect().then(({ outcome }) => outcome) };
      },
    ],
    [
      'popup',
      async () => {
        const client = world.client(world.page());
        return { client, outcome: client.signIn({ via: 'popup' }) };
      },
    ],
  ])('overtakes the exchange of a code that came by %s', async (_, arrive) => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    // Without an answer of its own, the handler below it answers.
    world.server.use(http.post(`${issuer}/token`, () => gate));
    const { client, outcome } = await arrive();
    await eventually(() => expect(world.codes()).toHaveLength(1));
    await client.signOut({ endSession: false });
    open();
    expect(await outcome).toMatchObject({ status: 'dismissed' });
    expect(client.getSnapshot()).toMatchObject({ status: 'signed-out', user: undefined });
  });
});
