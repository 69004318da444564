import { describe, expect } from 'vitest';
import { until } from '../support/until.js';
import { ServerWindow } from './server-window.js';
import { servers } from './servers.js';

describe.each(servers)('signing in at $name', (served) => {
  const { story, openid, saysScope, saysIss, remembersConsent } = served;
  const says = `the server ${saysScope ? 'says' : 'omits'} scope, and sends ${saysIss ? '' : 'no '}iss`;

  story(
    `a first sign-in asks for files:read alone and lists the files; ${says} [S1.02, S1.21]`,
    async ({ visitor, user }) => {
      await visitor.open();
      await visitor.click('Sign in');
      const server = new ServerWindow(visitor.page);
      await server.logIn(user);
      const protocol = openid ? ['openid', 'offline_access'] : [];
      expect(new Set(await server.scopes())).toEqual(new Set(['files:read', ...protocol]));
      const [answer] = await Promise.all([visitor.nextTokenAnswer(), server.allow()]);

      await visitor.isNow('signed-in');
      await visitor.holds('files:read');
      await visitor.click('List files');
      await visitor.comesTo('GET /files 200');
      expect(visitor.refused).toBe(0);
      expect({ scope: 'scope' in answer, idToken: 'id_token' in answer }).toEqual({
        scope: saysScope,
        idToken: openid,
      });
      expect(visitor.callbacks.map((url) => url.searchParams.has('iss'))).toEqual([saysIss]);
    },
  );

  story('a window signs in as well; tokens are in no storage', async ({ visitor, user }) => {
    await visitor.open();
    const server = await visitor.clickForWindow('Sign in in a window');
    await server.logIn(user);
    await server.allow();

    await visitor.comesTo('granted');
    await visitor.click('List files');
    await visitor.comesTo('GET /files 200');
    await until(
      () => server.page.isClosed(),
      (closed) => expect(closed).toBe(true),
    );
    const stored = await visitor.page.evaluate(() =>
      JSON.stringify([localStorage, sessionStorage]),
    );
    expect(stored).toContain('files:read');
    expect(stored).not.toMatch(/eyJ|refresh_token|access_token|id_token/);
  });

  story(
    openid
      ? 'another tab is signed in at once; a lone reload is, too, by prompt=none'
      : 'another tab is signed in at once; a lone reload says signed out, for the server knows no prompt=none',
    async ({ visitor, user }) => {
      await visitor.signIn(user);
      const tab = await visitor.page.context().newPage();
      await tab.goto(visitor.app.url);
      await tab.locator('#status', { hasText: 'signed-in' }).waitFor();
      await tab.getByRole('button', { name: 'List files' }).click();
      await tab.locator('output', { hasText: 'GET /files 200' }).waitFor();
      expect(visitor.authorizations).toHaveLength(1);
      await tab.close();

      await visitor.page.reload();
      await visitor.isNow(openid ? 'signed-in' : 'signed-out');
      expect(new URL(visitor.page.url()).origin).toBe(visitor.app.url);
      const prompts = visitor.authorizations.map((url) => url.searchParams.get('prompt'));
      expect(prompts).toEqual(openid ? [null, 'none'] : [null]);
      if (openid) await visitor.holds('files:read');
    },
  );

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

      await visitor.signOut({ leaves: openid });
      await visitor.page.reload();
      await visitor.isNow('signed-out');

      await other.click('List files');
      await other.comesTo('GET /files 200');
    },
  );

  story(
    'an answer that is replayed, forged or of another browser is refused, and the sign-in stands [S3.14]',
    async ({ visitor, newVisitor, user }) => {
      await visitor.signIn(user);
      const replayed = visitor.callbacks[0]?.href ?? '';
      const forged = new URL(replayed);
      forged.searchParams.set('state', 'redirect.forged');
      const other = await newVisitor();
      for (const url of [replayed, forged.href]) {
        await other.page.goto(url);
        await other.comesTo('CALLBACK_REFUSED');
        await other.isNow('signed-out');
        const stored = await other.page.evaluate(() => JSON.stringify(localStorage));
        expect(stored).not.toContain('files:read');
      }

      const tab = await visitor.page.context().newPage();
      await tab.goto(replayed);
      await tab.locator('output', { hasText: 'CALLBACK_REFUSED' }).waitFor();
      await visitor.click('List files');
      await visitor.comesTo('GET /files 200');
    },
  );
});
