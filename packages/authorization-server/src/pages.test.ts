import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineCatalogue } from '@stepscope/core';
import type { Browser, Page } from './test-support/browser.js';
import {
  application,
  authorizeAs,
  callbackOf,
  clientId,
  refresh,
  startDemo,
  type Demo,
} from './test-support/demo.js';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
}, 60_000);
afterAll(() => demo.close());

async function openConsent(browser: Browser): Promise<Page> {
  await demo.directory.revokeConsent('ada', clientId);
  const page = await browser.get(demo.authorize('files:read files:write').url);
  return page.body.includes('/consent"') ? page : browser.submit(page, '/sign-in', { user: 'ada' });
}

function formToken(page: Page): string {
  return /name="form_token" value="([^"]+)"/.exec(page.body)![1]!;
}

const granted = async () =>
  (await demo.directory.findGrant('ada', clientId))?.granted.toString() ?? '';

describe('a forged form', () => {
  test.each([
    ['from another site', { origin: 'http://evil.example' }],
    ['from a page without an origin', { origin: 'null' }],
  ])('%s is refused on every page and changes nothing', async (_description, headers) => {
    const browser = demo.browser();
    const page = await openConsent(browser);
    const fields = { form_token: formToken(page), shown: 'files:read', scope: 'files:read' };
    for (const path of [
      `${page.url}/consent`,
      `${page.url}/cancel`,
      `${page.url}/switch`,
      '/sign-in',
      '/sign-out',
      `/connected-apps/${clientId}/take-back`,
      `/connected-apps/${clientId}/disconnect`,
      '/session/end/confirm',
    ]) {
      expect((await browser.post(path, fields, headers)).status).toBe(403);
    }
    expect(await granted()).toBe('');
    const genuine = await browser.submit(page, '/consent', { scope: 'files:read' });
    expect(callbackOf(genuine).get('code')).not.toBeNull();
  });

  test('without an Origin header is refused', async () => {
    const response = await fetch(`${demo.server.url}/sign-out`, {
      method: 'POST',
      body: new URLSearchParams(),
    });
    expect(response.status).toBe(403);
  });

  test('without its one-time token, or with somebody else’s, changes nothing', async () => {
    const browser = demo.browser();
    const page = await openConsent(browser);
    const stranger = await openConsent(demo.browser());
    const fields = { shown: ['openid', 'offline_access', 'files:read'], scope: 'files:read' };
    for (const form_token of ['', 'x', formToken(stranger)]) {
      const answer = await browser.post(`${page.url}/consent`, { ...fields, form_token });
      expect(answer.status).toBe(400);
    }
    expect(await granted()).toBe('');
  });

  test('with a token that was used before changes nothing', async () => {
    const browser = demo.browser();
    const start = await browser.submit(await browser.get('/sign-in'), '/sign-in', { user: 'ada' });
    expect(start.body).toContain('Connected apps');
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read files:write' });
    const page = await browser.get('/connected-apps');
    const fields = { form_token: formToken(page), scope: 'files:write' };
    const path = `/connected-apps/${clientId}/take-back`;
    expect((await browser.post(path, fields)).status).toBe(200);
    const replayed = await browser.post(path, { ...fields, scope: 'files:read' });
    expect(replayed.status).toBe(400);
    expect(await granted()).toContain('files:read');
  });
});

describe('every page', () => {
  test('may not be framed, runs no foreign script, and is not cached', async () => {
    const browser = demo.browser();
    const pages = [
      await openConsent(browser),
      await browser.get('/'),
      await browser.get('/sign-in'),
      await browser.get('/connected-apps'),
      await browser.get('/nowhere'),
      await browser.get(demo.authorize('files:read', { client_id: 'nobody' }).url),
    ];
    for (const { body, headers } of pages) {
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toContain('no-store');
      expect(body).not.toMatch(/<script>|style="|https?:\/\/fonts/);
    }
  });

  test.each(['/nowhere', '/connected-apps/%E0%A4%A/disconnect'])(
    'is a plain 404 at %s',
    async (path) => {
      const page = await demo.browser().get(path);
      expect(page.status).toBe(404);
      expect(page.body).toContain('Page not found');
    },
  );

  test('answers an expired interaction with a page that says so', async () => {
    const page = await demo.browser().get('/interaction/gone');
    expect(page.status).toBe(400);
    expect(page.body).toContain('This page has expired');
  });

  test('shows names and texts as text, whatever is in them', async () => {
    const hostile = '<img src=x onerror=alert(1)>"\'\u202Egnp';
    const catalogue = defineCatalogue({
      scopes: {
        'files:read': { title: hostile, description: hostile, includes: [hostile] },
        "<b>'&": { title: 'Odd name' },
      },
    });
    const other = await startDemo({
      database: demo.database,
      configuration: {
        catalogue: catalogue as never,
        roles: {
          editor: {
            title: hostile,
            capabilities: [{ title: 'All', scopes: [...catalogue.scopes.keys()] as never }],
          },
        },
        users: [{ id: 'eve', name: hostile, email: hostile, roles: ['editor'] }],
        applications: [
          {
            ...application,
            name: hostile,
            description: hostile,
            allowed: ['openid', 'offline_access', ...catalogue.scopes.keys()] as never,
            reasons: { 'files:read': { reason: hostile, without: hostile } },
          },
        ],
      },
    });
    try {
      const browser = other.browser();
      const signIn = await browser.get(other.authorize("files:read <b>'&").url);
      const consent = await browser.submit(signIn, '/sign-in', { user: 'eve' });
      const back = await browser.submit(consent, '/consent', { scope: ["<b>'&", 'files:read'] });
      expect(callbackOf(back).get('code')).not.toBeNull();
      const apps = await browser.get('/connected-apps');
      expect(apps.body).toContain('&lt;b&gt;&#39;&amp;');
      for (const { body } of [signIn, consent, apps]) {
        expect(body).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;[U+202E]gnp');
        expect(body).not.toMatch(/<img|<b>|\u202E/);
      }
    } finally {
      await other.close();
    }
  });
});

describe('connected apps', () => {
  test('asks for a sign-in first', async () => {
    const page = await demo.browser().get('/connected-apps');
    expect(page.url).toBe(`${demo.server.url}/sign-in`);
  });

  test('lists what is granted, takes one scope back, and the next refresh is narrower', async () => {
    const browser = demo.browser();
    const tokens = await authorizeAs(demo, browser, {
      user: 'ada',
      scope: 'files:read files:write',
    });
    const page = await browser.get('/connected-apps');
    for (const text of ['Workspace', 'Read files', 'Edit files', 'Connected since']) {
      expect(page.body).toContain(text);
    }
    const after = await browser.post(`/connected-apps/${clientId}/take-back`, {
      form_token: formToken(page),
      scope: 'files:write',
    });
    expect(after.body).toContain('Workspace may no longer do this: Edit files.');
    expect(await refresh(demo, tokens)).toMatchObject({ status: 200, scope: 'files:read' });
  });

  test('ends refresh tokens for good when “stay connected” is taken back, even after the next sign-in', async () => {
    const browser = demo.browser();
    const tokens = await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const elsewhere = await authorizeAs(demo, demo.browser(), { user: 'ada', scope: 'files:read' });
    await browser.post(`/connected-apps/${clientId}/take-back`, {
      form_token: formToken(await browser.get('/connected-apps')),
      scope: 'offline_access',
    });

    const again = await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    for (const old of [tokens, elsewhere]) {
      expect(await refresh(demo, old)).toMatchObject({ status: 400, error: 'invalid_grant' });
    }
    expect(await refresh(demo, again)).toMatchObject({ status: 200, scope: 'files:read' });
  });

  test('disconnects an application after a question, which ends its refresh tokens everywhere', async () => {
    const browser = demo.browser();
    const tokens = await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const elsewhere = await authorizeAs(demo, demo.browser(), { user: 'ada', scope: 'files:read' });
    const question = await browser.get(`/connected-apps/${clientId}/disconnect`);
    const after = await browser.submit(question, '/disconnect');
    expect(after.body).toContain('Workspace is disconnected.');
    expect(after.body).toContain('No application may act for you');

    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    for (const old of [tokens, elsewhere]) {
      expect(await refresh(demo, old)).toMatchObject({ status: 400, error: 'invalid_grant' });
    }
  });

  test('refuses to take openid back, and an unknown application', async () => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const page = await browser.get('/connected-apps');
    const take = async (id: string, scope: string) => {
      const form_token = formToken(await browser.get('/connected-apps'));
      return (await browser.post(`/connected-apps/${id}/take-back`, { form_token, scope })).status;
    };
    expect(page.body).not.toContain('value="openid"');
    expect(await take(clientId, 'openid')).toBe(400);
    expect(await take('nobody', 'files:read')).toBe(400);
  });
});

describe('signing out', () => {
  const signedIn = async (browser: Browser) =>
    (await browser.get('/')).body.includes('Signed in as');

  test('with an ID token of the signed-in user needs no question, and touches one browser only', async () => {
    const [here, there] = [demo.browser(), demo.browser()];
    const tokens = await authorizeAs(demo, here, { user: 'ada', scope: 'files:read' });
    const other = await authorizeAs(demo, there, { user: 'ada', scope: 'files:read' });
    const url = new URL('/session/end', demo.server.url);
    url.searchParams.set('id_token_hint', tokens.id_token!);
    url.searchParams.set('post_logout_redirect_uri', 'http://localhost:4402/');
    url.searchParams.set('state', 'bye');
    const thief = here.copy();
    const page = await here.get(url.href);
    expect(await signedIn(thief)).toBe(false);
    expect(page.location).toBe('http://localhost:4402/?state=bye');
    expect(await signedIn(here)).toBe(false);
    expect(await signedIn(there)).toBe(true);
    expect(await refresh(demo, other)).toMatchObject({ status: 200 });
    const silent = await here.get(demo.authorize('files:read', { prompt: 'none' }).url);
    expect(callbackOf(silent).get('error')).toBe('login_required');
  });

  test.each([
    ['no ID token', undefined],
    ['an ID token of somebody else', 'bob'],
  ])('with %s asks first', async (_description, user) => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const other = user && (await authorizeAs(demo, demo.browser(), { user, scope: 'files:read' }));
    const url = new URL('/session/end', demo.server.url);
    url.searchParams.set('client_id', clientId);
    if (other) url.searchParams.set('id_token_hint', other.id_token!);
    const page = await browser.get(url.href);
    expect(page.body).toContain('Sign out?');
    expect(await signedIn(browser)).toBe(true);
    await browser.submit(page, '/session/end/confirm', { logout: 'yes' });
    expect(await signedIn(browser)).toBe(false);
  });

  test('never leads to an address that is not registered', async () => {
    const browser = demo.browser();
    const tokens = await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const url = new URL('/session/end', demo.server.url);
    url.searchParams.set('id_token_hint', tokens.id_token!);
    url.searchParams.set('post_logout_redirect_uri', 'http://evil.example/');
    const page = await browser.get(url.href);
    expect(page).toMatchObject({ status: 400, location: undefined });
    expect(await signedIn(browser)).toBe(true);
  });

  test('works from the start page, and ends the session for copies of its cookie too', async () => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const thief = browser.copy();
    await browser.submit(await browser.get('/'), '/sign-out');
    expect(await signedIn(browser)).toBe(false);
    expect(await signedIn(thief)).toBe(false);
  });
});
