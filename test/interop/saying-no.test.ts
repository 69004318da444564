import { describe, expect } from 'vitest';
import { ServerWindow } from './server-window.js';
import { servers } from './servers.js';

describe.each(servers)('saying no at $name', ({ story, openid }) => {
  story(
    'the call rejects; nobody asks again, nor after a reload; the user’s own click does',
    async ({ visitor, user }) => {
      await visitor.signIn(user);
      await visitor.click('Show tasks');
      await (await visitor.continueInWindow()).deny();
      await visitor.comesTo('INSUFFICIENT_SCOPE denied tasks:read');
      await visitor.holds('files:read');
      await visitor.click('Show tasks');
      await visitor.comesTo('INSUFFICIENT_SCOPE tasks:read');
      expect(await visitor.prompt.count()).toBe(0);

      await visitor.page.reload();
      if (!openid) {
        await visitor.isNow('signed-out');
        await visitor.click('Sign in');
        await new ServerWindow(visitor.page).allow();
      }
      await visitor.isNow('signed-in');
      const asked = visitor.authorizations.length;
      await visitor.click('Show tasks');
      await visitor.comesTo('INSUFFICIENT_SCOPE tasks:read');
      expect(await visitor.prompt.count()).toBe(0);
      expect(visitor.authorizations).toHaveLength(asked);
      expect(visitor.refused).toBe(3);
      await visitor.click('List files');
      await visitor.comesTo('GET /files 200');

      await visitor.click('Ask for tasks');
      await (await visitor.continueInWindow()).allow();
      await visitor.comesTo('granted');
      await visitor.holds('files:read', 'tasks:read');
    },
  );

  story(
    openid
      ? 'denying after a redirect leaves the old permissions in force'
      : 'denying after a redirect is told, and ends signed out: the tokens went with the page',
    async ({ visitor, user }) => {
      await visitor.signIn(user);
      await visitor.click('Save in this page');
      await visitor.answerPrompt('Continue');
      await new ServerWindow(visitor.page).deny();

      await visitor.comesTo('denied {"scopes":["files:write"]');
      await visitor.isNow(openid ? 'signed-in' : 'signed-out');
      if (!openid) return;
      await visitor.holds('files:read');
      await visitor.click('List files');
      await visitor.comesTo('GET /files 200');
    },
  );

  story('closing the prompt asks nobody and changes nothing', async ({ visitor, user }) => {
    await visitor.signIn(user);
    await visitor.click('Show tasks');
    await visitor.prompt.waitFor();
    await visitor.page.keyboard.press('Escape');

    await visitor.comesTo('INSUFFICIENT_SCOPE dismissed tasks:read');
    await visitor.prompt.waitFor({ state: 'detached' });
    await visitor.holds('files:read');
    expect(visitor.authorizations).toHaveLength(1);
  });
});
