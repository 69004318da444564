import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ScopeSet } from '@stepscope/core';
import type { Tables } from './storage/tables.js';
import {
  application,
  authorizeAs,
  callbackOf,
  clientId,
  exchange,
  startDemo,
  type Demo,
} from './test-support/demo.js';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
}, 60_000);
afterAll(() => demo.close());
beforeEach(async () => {
  // Listing brings the table about, which the first use of the directory creates.
  await demo.directory.listGrants('ada');
  await demo.database.db.$extendTables<{ user_grant: object }>().deleteFrom('user_grant').execute();
});

describe('consent', () => {
  test('shows title, reason and what stays off, and ticks nothing by itself', async () => {
    const browser = demo.browser();
    const signIn = await browser.get(demo.authorize('files:read files:write').url);
    const { body } = await browser.submit(signIn, '/sign-in', { user: 'ada' });
    for (const text of ['Ada Lovelace', 'Edit files', 'So that you can edit here.']) {
      expect(body).toContain(text);
    }
    expect(body).toContain('Editing stays off');
    expect(body).toContain('localhost:4402');
    expect(body).toMatch(/id="scope-openid"\s+checked disabled/);
    expect(body).not.toMatch(/name="scope"[^>]*checked/);
  });

  test('at step-up asks for the new scope only, and adds to what is granted', async () => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const page = await browser.get(demo.authorize('files:read files:write').url);
    expect(page.body).toMatch(/name="scope" value="files:write"/);
    expect(page.body).not.toMatch(/name="scope" value="files:read"/);
    expect(page.body).toContain('Already allowed (3)');
    const tokens = await authorizeAs(demo, browser, {
      user: 'ada',
      scope: 'files:read files:write',
    });
    expect(tokens).toMatchObject({ scope: 'files:read files:write', pages: ['consent'] });
    expect(tokens.refresh_token).toEqual(expect.any(String));
  });

  test('is not shown again when everything that is asked for is granted', async () => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read files:write' });
    const again = await authorizeAs(demo, browser, { user: 'ada', scope: 'files:write' });
    expect(again).toMatchObject({ scope: 'files:write', pages: [] });
  });

  test('is shown with prompt=consent even when nothing is left to decide', async () => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const page = await browser.get(demo.authorize('files:read', { prompt: 'consent' }).url);
    expect(page.body).toContain('You have already allowed everything that is asked for.');
    const again = await authorizeAs(demo, browser, {
      user: 'ada',
      scope: 'files:read',
      extra: { prompt: 'consent' },
    });
    expect(again).toMatchObject({ scope: 'files:read', pages: ['consent'] });
  });

  test('that left a scope out is asked again in person, once per authorization', async () => {
    const browser = demo.browser();
    const scope = 'files:read files:write';
    await authorizeAs(demo, browser, { user: 'ada', scope, ticked: ['files:read'] });
    const again = await authorizeAs(demo, browser, { user: 'ada', scope, ticked: [] });
    expect(again).toMatchObject({ scope: 'files:read', pages: ['consent'] });
    const taken = await authorizeAs(demo, browser, { user: 'ada', scope, ticked: ['files:write'] });
    expect(taken).toMatchObject({ scope, pages: ['consent'] });
  });

  test('that left out the profile is not asked for it again with a scope that is unavailable', async () => {
    const browser = demo.browser();
    const scope = 'profile files:read files:delete';
    await authorizeAs(demo, browser, { user: 'ada', scope, ticked: ['files:read'] });
    const again = await authorizeAs(demo, browser, { user: 'ada', scope });
    expect(again).toMatchObject({
      scope: 'files:read',
      unavailable_scope: 'files:delete',
      pages: [],
    });
  });

  test.each([
    ['beside a scope that is open', 'profile files:write', undefined],
    ['with prompt=consent', 'profile files:read', 'consent'],
  ])('shows a declined profile, unticked, %s', async (_description, scope, prompt) => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, {
      user: 'ada',
      scope: 'profile files:read',
      ticked: ['files:read'],
    });
    const { body } = await browser.get(demo.authorize(scope, { prompt }).url);
    expect(body).toMatch(/name="scope" value="profile"/);
    expect(body).not.toMatch(/name="scope"[^>]*checked/);
  });

  test('has a button that says what no tick means: none at step-up, only the needed at first', async () => {
    const browser = demo.browser();
    const signIn = await browser.get(demo.authorize('files:read').url);
    const first = await browser.submit(signIn, '/sign-in', { user: 'ada' });
    expect(first.body).toMatch(/data-none="Allow only what is needed">Allow selected<\/button>/);
    await browser.submit(first, '/consent', { scope: ['files:read'] });
    const stepUp = await browser.get(demo.authorize('files:write').url);
    expect(stepUp.body).toMatch(/data-none="Allow none of these">Allow selected<\/button>/);
  });

  test('that left a scope out makes prompt=none answer with less, without an error', async () => {
    const browser = demo.browser();
    const scope = 'files:read files:write';
    await authorizeAs(demo, browser, { user: 'ada', scope, ticked: ['files:read'] });
    const silent = await authorizeAs(demo, browser, {
      user: 'ada',
      scope,
      extra: { prompt: 'none' },
    });
    expect(silent).toMatchObject({ scope: 'files:read', pages: [] });
    expect(silent.refresh_token).toEqual(expect.any(String));
    expect(silent).not.toHaveProperty('unavailable_scope');
  });

  test.each([
    ['nobody is signed in', false, 'files:read', 'login_required'],
    ['a scope was never asked for', true, 'files:read tasks:write', 'consent_required'],
  ])('prompt=none fails when %s', async (_description, signedIn, scope, error) => {
    const browser = demo.browser();
    if (signedIn) await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    await demo.directory.recordConsent('ada', clientId, {
      granted: ScopeSet.of('files:read'),
      declined: ScopeSet.empty,
    });
    const page = await browser.get(demo.authorize(scope, { prompt: 'none' }).url);
    expect(callbackOf(page).get('error')).toBe(error);
  });

  test('prompt=none fails once the application was disconnected', async () => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    await demo.directory.revokeConsent('ada', clientId);
    const page = await browser.get(demo.authorize('files:read', { prompt: 'none' }).url);
    expect(callbackOf(page).get('error')).toBe('consent_required');
  });

  test('that is cancelled answers access_denied and leaves the old grant', async () => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const before = await demo.directory.findGrant('ada', clientId);
    const storedGrants = () =>
      demo.database.db
        .$extendTables<Tables>()
        .selectFrom('oidc_model')
        .select('id')
        .where('kind', '=', 'Grant')
        .execute();
    const stored = await storedGrants();
    const page = await browser.get(demo.authorize('files:read files:write').url);
    // The cancel button shares the consent form and only changes where it goes.
    expect(page.body).toMatch(/formaction="\/interaction\/[^"]+\/cancel"/);
    const token = /name="form_token" value="([^"]+)"/.exec(page.body)![1]!;
    const cancelled = await browser.post(page.url + '/cancel', { form_token: token });
    expect(callbackOf(cancelled).get('error')).toBe('access_denied');
    expect(callbackOf(cancelled).get('state')).toBe('state-1');
    expect(await demo.directory.findGrant('ada', clientId)).toEqual(before);
    expect(await storedGrants()).toEqual(stored);
    const still = await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    expect(still).toMatchObject({ scope: 'files:read', pages: [] });
  });

  test('grants nothing that was ticked without being asked for, or that the page did not show', async () => {
    const browser = demo.browser();
    const signIn = await browser.get(demo.authorize('files:read').url);
    const page = await browser.submit(signIn, '/sign-in', { user: 'ada' });
    await browser.submit(page, '/consent', {
      scope: ['files:read', 'files:write', 'billing:read'],
    });
    const grant = await demo.directory.findGrant('ada', clientId);
    expect(grant?.granted.toString()).toBe('files:read offline_access openid');
  });

  test('can be answered without any tick: the sign-in holds, the token carries no scope', async () => {
    const tokens = await authorizeAs(demo, demo.browser(), {
      user: 'ada',
      scope: 'files:read',
      ticked: [],
    });
    expect(tokens).toMatchObject({ status: 200, scope: '' });
    expect(decodeJwt(tokens.access_token)).not.toHaveProperty('scope');
  });
});

describe('a scope that cannot be granted', () => {
  test.each([
    ['the user’s roles do not cover', 'bob', 'files:read files:write', 'files:write'],
    ['the application may not request', 'ada', 'files:read billing:read', 'billing:read'],
    ['the catalogue does not know', 'ada', 'files:read no:such', 'no:such'],
  ])(
    'because %s is not offered, and is named in the token response',
    async (_d, user, scope, unavailable) => {
      const browser = demo.browser();
      const signIn = await browser.get(demo.authorize(scope).url);
      const page = await browser.submit(signIn, '/sign-in', { user });
      expect(page.body).not.toContain(unavailable);
      const tokens = await authorizeAs(demo, browser, { user, scope, ticked: ['files:read'] });
      expect(tokens).toMatchObject({ scope: 'files:read', unavailable_scope: unavailable });
    },
  );

  test('needs no page when nothing else is new', async () => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'bob', scope: 'files:read' });
    const tokens = await authorizeAs(demo, browser, {
      user: 'bob',
      scope: 'files:read files:write tasks:write',
    });
    expect(tokens).toMatchObject({
      pages: [],
      scope: 'files:read',
      unavailable_scope: 'files:write tasks:write',
    });
  });
});

describe('the account', () => {
  test('is asked for when another user than the hinted one is signed in', async () => {
    const browser = demo.browser();
    const ada = await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    for (const hint of [{ login_hint: 'bob' }, { login_hint: 'ada@example.com' }]) {
      const page = await browser.get(demo.authorize('files:read', hint).url);
      expect(page.body.includes('/sign-in"')).toBe(hint.login_hint === 'bob');
    }
    const bob = await authorizeAs(demo, demo.browser(), { user: 'bob', scope: 'files:read' });
    const hinted = demo.authorize('files:read', { id_token_hint: bob.id_token });
    const page = await browser.get(hinted.url);
    expect(page.body).toContain('value="bob"');
    expect(page.body).not.toContain('value="ada"');
    const back = await browser.submit(page, '/sign-in', { user: 'bob' });
    const tokens = await exchange(demo, callbackOf(back).get('code')!, hinted.verifier);
    expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: 'bob' });

    const same = await browser.get(
      demo.authorize('files:read', { id_token_hint: ada.id_token, prompt: 'none' }).url,
    );
    expect(callbackOf(same).get('error')).toBe('login_required');
  });

  test('can be switched on the consent page, and the request goes on for the new one', async () => {
    const browser = demo.browser();
    const { url, verifier } = demo.authorize('files:read files:write', { login_hint: 'ada' });
    const consent = await browser.submit(await browser.get(url), '/sign-in', { user: 'ada' });
    const signIn = await browser.submit(consent, '/switch');
    expect(signIn.body).toContain('/sign-in"');
    const forBob = await browser.submit(signIn, '/sign-in', { user: 'bob' });
    expect(forBob.body).toContain('Bob Reader');
    const back = await browser.submit(forBob, '/consent', { scope: ['files:read'] });
    expect(callbackOf(back).get('state')).toBe('state-1');
    const tokens = await exchange(demo, callbackOf(back).get('code')!, verifier);
    expect(tokens).toMatchObject({ scope: 'files:read', unavailable_scope: 'files:write' });
    expect(await demo.directory.findGrant('ada', clientId)).toBeUndefined();
  });
});

test('a required scope has a locked tick and is granted with the rest', async () => {
  const strict = await startDemo({
    database: demo.database,
    configuration: { applications: [{ ...application, required: ['files:read'] }] },
  });
  try {
    const browser = strict.browser();
    const signIn = await browser.get(strict.authorize('files:read files:write').url);
    const page = await browser.submit(signIn, '/sign-in', { user: 'ada' });
    expect(page.body).toMatch(/id="scope-files:read"\s+checked disabled/);
    const back = await browser.submit(page, '/consent');
    expect(callbackOf(back).get('code')).not.toBeNull();
    const grant = await strict.directory.findGrant('ada', clientId);
    expect(grant?.granted.has('files:read')).toBe(true);
    expect(grant?.declined.toString()).toBe('files:write');
  } finally {
    await strict.close();
  }
});
