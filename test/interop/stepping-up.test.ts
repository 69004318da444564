import { describe, expect } from 'vitest';
import { until } from '../support/until.js';
import { ACCESS_TOKEN_SECONDS } from './foreign-server.js';
import { ServerWindow } from './server-window.js';
import { servers } from './servers.js';

describe.each(servers)('stepping up at $name', ({ story, saysScope }) => {
  story(
    'a window before the call, which never fails; refreshes keep the wider grant [S1.03]',
    async ({ visitor, user }) => {
      await visitor.signIn(user);
      await visitor.click('Save');
      const server = await visitor.continueInWindow();
      expect(await server.scopes()).toEqual(expect.arrayContaining(['files:read', 'files:write']));
      await server.allow();
      await visitor.comesTo('POST /files 200');
      await visitor.holds('files:read', 'files:write');
      expect(server.page.isClosed()).toBe(true);

      for (const round of [1, 2]) {
        await visitor.outliveToken(ACCESS_TOKEN_SECONDS);
        const [answer] = await Promise.all([
          visitor.nextTokenAnswer(),
          visitor.click('Save without asking'),
        ]);
        await visitor.comesTo('POST /files 200');
        expect('scope' in answer).toBe(saysScope);
        expect(visitor.refreshes).toBe(round);
        await visitor.holds('files:read', 'files:write');
      }
      expect(visitor.refused).toBe(0);
    },
  );

  story(
    'a refused call asks; a safe one is repeated, others with an Idempotency-Key alone',
    async ({ visitor, user }) => {
      await visitor.signIn(user);
      await visitor.click('Show tasks');
      await (await visitor.continueInWindow()).allow();
      await visitor.comesTo('GET /tasks 200');

      await visitor.click('Save without asking');
      await (await visitor.continueInWindow()).allow();
      await visitor.comesTo('REPLAY_REFUSED');

      await visitor.click('Create a task once');
      await (await visitor.continueInWindow()).allow();
      await visitor.comesTo('POST /tasks 200');
      await visitor.holds('files:read', 'files:write', 'tasks:read', 'tasks:write');
      expect(visitor.calls).toEqual([
        'GET /tasks 403',
        'GET /tasks 200',
        'POST /files 403',
        'POST /tasks 403',
        'POST /tasks 200',
      ]);
    },
  );

  story(
    'a redirect instead of a window keeps the intent, before the call and after a refused one',
    async ({ visitor, user }) => {
      await visitor.signIn(user, '/files?via=redirect');
      await visitor.click('Save in this page');
      await visitor.answerPrompt('Continue');
      await new ServerWindow(visitor.page).allow();
      await visitor.comesTo(
        'granted {"scopes":["files:write"],"action":"files.create","data":{"draft":"Minutes"}}',
      );
      expect(visitor.page.url()).toBe(`${visitor.app.url}/files?via=redirect`);

      await visitor.click('Show tasks');
      await visitor.answerPrompt('Continue');
      await new ServerWindow(visitor.page).allow();
      const call = { method: 'GET', url: `${visitor.app.api}/tasks` };
      await visitor.comesTo(`granted {"scopes":["tasks:read"],"call":${JSON.stringify(call)}}`);
      await visitor.holds('files:read', 'files:write', 'tasks:read');
      await visitor.click('Show tasks');
      await visitor.comesTo('GET /tasks 200');
    },
  );

  story(
    'ten calls refused together make one prompt, and all of them pass',
    async ({ visitor, user }) => {
      await visitor.signIn(user);
      await visitor.click('Show ten tasks');
      await until(
        () => visitor.refused,
        (refused) => expect(refused).toBe(10),
      );
      await visitor.prompt.first().waitFor();
      expect(await visitor.prompt.count()).toBe(1);
      await (await visitor.continueInWindow()).allow();

      await visitor.comesTo('10 of 10');
      expect(visitor.authorizations).toHaveLength(2);
      expect(await visitor.prompt.count()).toBe(0);
    },
  );

  story('a blocked window offers this page instead, and that works', async ({ visitor, user }) => {
    await visitor.signIn(user);
    await visitor.page.evaluate(() => {
      window.open = () => null;
    });
    await visitor.click('Save');
    await visitor.answerPrompt('Continue');
    await visitor.answerPrompt('Use this window instead');
    await new ServerWindow(visitor.page).allow();

    await visitor.comesTo('granted {"scopes":["files:write"]');
    await visitor.holds('files:read', 'files:write');
  });
});
