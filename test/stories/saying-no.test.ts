import { describe, expect } from 'vitest';
import type { Coline } from '../support/coline.js';
import { story } from '../support/story.js';

/** Asks for two permissions at once and allows the calendar alone. */
async function allowHalfOfToday(coline: Coline): Promise<void> {
  await coline.goTo('Today');
  await coline.button('Show my day').click();
  const consent = await coline.continueInWindow();
  expect(await consent.titles()).toEqual(
    expect.arrayContaining(['Read the calendar', 'Read tasks']),
  );
  await consent.allow('Read the calendar');
  await coline.notice('Limited functionality').waitFor();
}

describe('saying no', () => {
  story(
    'of two permissions one is allowed: the other call rejects, a notice says so, nobody asks again',
    async ({ coline, user }) => {
      await coline.signIn(user);
      await allowHalfOfToday(coline);

      await coline.announces('“Read tasks” is not allowed for Coline.');
      await coline.shows('granted', ['files:read', 'calendar:read']);
      await coline.shows('effective', ['files:read', 'calendar:read']);
      const events = coline.page.getByRole('region', { name: 'Events' });
      await events.getByRole('listitem').first().waitFor();
      const asked = coline.wire.authorizations.length;

      // At once, and after the pause between two prompts for the same scope: the “no” is remembered.
      for (const pauseMs of [0, 15 * 60_000]) {
        await coline.moveClock(pauseMs);
        const refused = coline.wire.answersWith(403);
        await coline.button('Close').click();
        await coline.button('Show my day').click();

        await coline.announces('“Read tasks” is not allowed for Coline.');
        expect(coline.wire.answersWith(403)).toBe(refused + 1);
        expect(await coline.prompt.count()).toBe(0);
      }
      expect(coline.wire.authorizations.length).toBe(asked);
    },
  );

  story(
    'after a reload the “no” still stands; the user’s own click asks again, and the notice goes',
    async ({ coline, user }) => {
      await coline.signIn(user);
      await allowHalfOfToday(coline);
      await coline.page.reload();
      await coline.notice('Limited functionality').waitFor();

      await coline.button('Ask me again').click();
      const consent = await coline.continueInWindow();
      await consent.allow('Read tasks');

      await coline.shows('effective', ['files:read', 'calendar:read', 'tasks:read']);
      await coline.notice('Limited functionality').waitFor({ state: 'detached' });
    },
  );

  story('the consent page’s button says what its click means', async ({ coline, user }) => {
    await coline.signIn(user);
    await coline.goTo('Today');
    await coline.button('Show my day').click();
    const consent = await (await coline.continueInWindow()).shown();
    const button = (name: string) => consent.page.getByRole('button', { name, exact: true });

    await button('Allow none of these').waitFor();
    await consent.tick('Read tasks').check();
    await button('Allow selected (1 of 2)').waitFor();
    await consent.tick('Read tasks').uncheck();
    await button('Allow none of these').click();

    await coline.notice('Limited functionality').waitFor();
    await coline.shows('granted', ['files:read']);
  });

  story(
    'cancelling the consent denies, and the app goes on as before',
    async ({ coline, user }) => {
      await coline.signIn(user);
      await coline.goTo('Tasks');
      await coline.page.getByLabel('Title').fill('Write the report');
      await coline.button('Create task').click();
      await (await coline.continueInWindow()).cancel();

      await coline.announces('“Edit tasks” is not allowed for Coline.');
      await coline.shows('granted', ['files:read']);
      await coline.comeBackLater();
      await coline.shows('effective', ['files:read']);
    },
  );

  story(
    'cancelling the consent after a redirect leaves the old permissions in force',
    async ({ coline, user }) => {
      await coline.signIn(user);
      await coline.askInThisPage();
      await coline.button(/^Edit/).first().click();
      await (await coline.continueInPage()).cancel();

      await coline.signOutButton.waitFor();
      await coline.announces('“Edit files” stays off');
      await coline.shows('effective', ['files:read']);
      await coline.button('Open Welcome.md').click();
      await coline.page.locator('pre.content').waitFor();
    },
  );

  story('closing the prompt asks nobody and changes nothing', async ({ coline, user }) => {
    await coline.signIn(user);
    const asked = coline.wire.authorizations.length;
    await coline.button(/^Edit/).first().click();
    await coline.prompt.waitFor();
    await coline.page.keyboard.press('Escape');

    await coline.announces('Nothing has changed: “Edit files” is still off.');
    await coline.prompt.waitFor({ state: 'detached' });
    expect(coline.wire.authorizations.length).toBe(asked);
  });
});
