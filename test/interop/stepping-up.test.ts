import { describe, expect } from 'vitest';
import { ACCESS_TOKEN_SECONDS } from './foreign-server.js';
import { ServerWindow } from './server-window.js';
import { servers } from './servers.js';
import { until } from '../support/until.js';

describe.each(servers)('stepping up at $name', ({ story, saysScope }) => {
  story('a window before the call: Save asks, and no call fails', async ({ visitor, user }) => {
    await visitor.signIn(user);
    await visitor.click('Save');
    const server = await visitor.continueInWindow();
    expect(await server.scopes()).toEqual(expect.arrayContaining(['files:read', 'files:write']));
    await server.allow();

    await visitor.comesTo('POST /files 200');
    await visitor.holds('files:read', 'files:write');
    expect(visitor.refused).toBe(0);
    expect(server.page.isClosed()).toBe(true);
  });

  story('a refused call asks, and is repeated once it is allowed', async ({ visitor, user }) => {
    await visitor.signIn(user);
    await visitor.click('Show tasks');
    await (await visitor.continueInWindow()).allow();

    await visitor.comesTo('GET /tasks 200');
    await visitor.holds('files:read', 'tasks:read');
    expect(visitor.calls).toEqual(['GET /tasks 403', 'GET /tasks 200']);
  });

  story(
    'a call that is not safe is repeated with an Idempotency-Key alone',
    async ({ visitor, user }) => {
      await visitor.signIn(user);
      await visitor.click('Save without asking');
      await (await visitor.continueInWindow()).allow();
      await visitor.comesTo('REPLAY_REFUSED');
      await visitor.holds('files:read', 'files:write');
      expect(visitor.calls).toEqual(['POST /files 403']);
      await visitor.click('Save without asking');
      await visitor.comesTo('POST /files 200');
    },
  );

  story('one with it is repeated', async ({ visitor, user }) => {
    await visitor.signIn(user);
    await visitor.click('Save once');
    await (await visitor.continueInWindow()).allow();
    await visitor.comesTo('POST /files 200');
    expect(visitor.calls).toEqual(['POST /files 403', 'POST /files 200']);
  });

  story('a redirect instead of a window keeps the intent', async ({ visitor, user }) => {
    await visitor.signIn(user, '/files?view=list');
    await visitor.click('Save in this page');
    await visitor.answerPrompt('Continue');
    await new ServerWindow(visitor.page).allow();

    await visitor.comesTo('granted {"scopes":["files:write"],"action":"files.create"');
    await visitor.comesTo(
      'granted {"scopes":["files:write"],"action":"files.create","data":{"draft":"Minutes"}}',
    );
    await visitor.holds('files:read', 'files:write');
    expect(visitor.page.url()).toBe(`${visitor.app.url}/files?view=list`);
  });

  story('a redirect after a refused call keeps what was called', async ({ visitor, user }) => {
    await visitor.signIn(user, '/?via=redirect');
    await visitor.click('Show tasks');
    await visitor.answerPrompt('Continue');
    await new ServerWindow(visitor.page).allow();

    const { api } = visitor.app;
    await visitor.comesTo(
      `granted {"scopes":["tasks:read"],"call":{"method":"GET","url":"${api}/tasks"}}`,
    );
    await visitor.click('Show tasks');
    await visitor.comesTo('GET /tasks 200');
    expect(visitor.refused).toBe(1);
  });

  story('a refresh after a step-up keeps the wider grant', async ({ visitor, user }) => {
    await visitor.signIn(user);
    await visitor.click('Save');
    await (await visitor.continueInWindow()).allow();
    await visitor.comesTo('POST /files 200');

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
  });

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
