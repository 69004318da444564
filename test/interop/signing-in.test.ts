import { describe, expect } from 'vitest';
import { ServerWindow } from './server-window.js';
import { servers } from './servers.js';
import { until } from '../support/until.js';

describe.each(servers)('signing in at $name', (served) => {
  const { story, openid, saysScope, saysIss, remembersConsent } = served;
  const asked = ['files:read', ...(openid ? ['openid', 'offline_access'] : [])].toSorted();

  story(
    'a first sign-in asks for files:read alone, and lists the files',
    async ({ visitor, user }) => {
      await visitor.open();
      await visitor.click('Sign in');
      const server = new ServerWindow(visitor.page);
      await server.logIn(user);
      expect((await server.scopes()).toSorted()).toEqual(asked);
      await server.allow();

      await visitor.isNow('signed-in');
      await visitor.holds('files:read');
      await visitor.click('List files');
      await visitor.comesTo('GET /files 200');
      expect(visitor.refused).toBe(0);
    },
  );

  story('a window signs in as well, and the page stays', async ({ visitor, user }) => {
    await visitor.open();
    const server = await visitor.clickForWindow('Sign in in a window');
    await server.logIn(user);
    await server.allow();

    await visitor.comesTo('granted');
    await visitor.holds('files:read');
    await visitor.click('List files');
    await visitor.comesTo('GET /files 200');
    await until(
      () => server.page.isClosed(),
      (closed) => expect(closed).toBe(true),
    );
  });

  story(
    `the server ${saysScope ? 'says' : 'omits'} scope, and ${saysIss ? 'sends' : 'sends no'} iss`,
    async ({ visitor, user }) => {
      const [answer] = await Promise.all([visitor.nextTokenAnswer(), visitor.signIn(user)]);
      expect('scope' in answer).toBe(saysScope);
      expect('id_token' in answer).toBe(openid);
      expect(visitor.callbacks.map(({ searchParams }) => searchParams.has('iss'))).toEqual([
        saysIss,
      ]);
    },
  );

  if (openid) {
    story('a reload keeps the user signed in, without a question', async ({ visitor, user }) => {
      await visitor.signIn(user);
      await visitor.page.reload();

      await visitor.isNow('signed-in');
      await visitor.holds('files:read');
      const [, restore, ...more] = visitor.authorizations;
      expect(restore?.searchParams.get('prompt')).toBe('none');
      expect(more).toEqual([]);
    });
  } else {
    story(
      'a reload says that nobody is signed in, and does not leave the page: the server knows no prompt=none',
      async ({ visitor, user }) => {
        await visitor.signIn(user);
        await visitor.page.reload();

        await visitor.isNow('signed-out');
        expect(new URL(visitor.page.url()).origin).toBe(visitor.app.url);
        expect(visitor.authorizations).toHaveLength(1);
      },
    );
  }

  story('another tab is signed in, too, without a round trip', async ({ visitor, user }) => {
    await visitor.signIn(user);
    const tab = await visitor.page.context().newPage();
    await tab.goto(visitor.app.url);
    await tab.locator('#status', { hasText: 'signed-in' }).waitFor();
    await tab.getByRole('button', { name: 'List files' }).click();
    await tab.locator('output', { hasText: 'GET /files 200' }).waitFor();
    expect(visitor.authorizations).toHaveLength(1);
  });

  story('tokens are in no storage of the browser', async ({ visitor, user }) => {
    await visitor.signIn(user);
    const stored = await visitor.page.evaluate(() =>
      JSON.stringify([localStorage, sessionStorage]),
    );
    expect(stored).toContain('files:read');
    expect(stored).not.toMatch(/eyJ|refresh_token|access_token|id_token/);
  });

  story(
    'signing out of one browser leaves the other signed in',
    async ({ visitor, newVisitor, user }) => {
      const other = await newVisitor();
      await visitor.signIn(user);
      await other.open();
      await other.click('Sign in');
      const server = new ServerWindow(other.page);
      await server.logIn(user);
      if (!remembersConsent) await server.allow();
      await other.isNow('signed-in');

      await visitor.click('Sign out');
      await visitor.isNow('signed-out');
      await visitor.page.reload();
      await visitor.isNow('signed-out');

      await other.click('List files');
      await other.comesTo('GET /files 200');
    },
  );
});
