import { describe, expect } from 'vitest';
import { ConsentPage } from '../support/consent-page.js';
import { story } from '../support/story.js';
import { until } from '../support/until.js';

describe('stepping up', () => {
  story('a popup before the call: Edit asks, and no call fails', async ({ coline, user }) => {
    await coline.signIn(user);
    await coline.button(/^Edit/).first().click();
    const consent = await coline.continueInWindow();
    expect(await consent.titles()).toContain('Edit files');
    await consent.allow('Edit files');

    await coline.editor.fill(`Edited by ${user.name}`);
    await coline.button('Save').click();

    await coline.announces('Saved “');
    await coline.shows('effective', ['files:read', 'files:write']);
    expect(coline.wire.answersWith(403)).toBe(0);
    expect(consent.page.isClosed()).toBe(true);
  });

  story(
    'a redirect after a 403: the interrupted document is saved on the return',
    async ({ coline, user }) => {
      const name = `Minutes of ${user.name}.md`;
      await coline.signIn(user);
      await coline.askInThisPage();
      await coline.page.getByLabel('Name').fill(name);
      await coline.page.getByLabel('Content').fill('Agreed on everything.');
      await coline.button('Create document').click();
      const consent = await coline.continueInPage();
      await consent.allow('Edit files');

      await coline.announces(`Saved “${name}”, which waited for your permission.`);
      await coline.button(`Open ${name}`).click();
      await coline.page.getByText('Agreed on everything.').waitFor();
      expect(coline.wire.answersWith(403)).toBe(1);
    },
  );

  story('a refresh after a step-up keeps the wider grant', async ({ coline, user }) => {
    await coline.signIn(user);
    await coline.button(/^Edit/).first().click();
    await (await coline.continueInWindow()).allow('Edit files');
    await coline.shows('effective', ['files:read', 'files:write']);

    await coline.comeBackLater();

    await coline.shows('granted', ['files:read', 'files:write']);
    await coline.page.getByLabel('Name').fill(`After the refresh, ${user.name}.md`);
    await coline.button('Create document').click();
    await coline.announces('Created “After the refresh');
    expect(coline.wire.answersWith(403)).toBe(0);
  });

  story(
    'ten calls refused together make one prompt, and all of them pass',
    async ({ coline, user }) => {
      await coline.signIn(user);
      const before = coline.wire.authorizations.length;
      await coline.goTo('Tasks');
      await coline.button(/^Add the event checklist/).click();
      await until(
        async () => coline.wire.answersWith(403),
        (refused) => expect(refused).toBe(10),
      );
      await coline.prompt.first().waitFor();
      expect(await coline.prompt.count()).toBe(1);
      await (await coline.continueInWindow()).allow('Edit tasks');

      await coline.announces('Created 10 of 10 tasks.');
      expect(coline.wire.answersWith(201)).toBe(10);
      expect(coline.wire.authorizations.length - before).toBe(1);
      expect(await coline.prompt.count()).toBe(0);
    },
  );

  story('a blocked popup offers this page instead, and that works', async ({ coline, user }) => {
    await coline.signIn(user);
    await coline.page.evaluate(() => {
      window.open = () => null;
    });
    await coline.goTo('Calendar');
    await coline.button('Unlock: Read the calendar').click();
    await coline.prompt.getByRole('button', { name: 'Continue' }).click();
    await coline.prompt.getByRole('button', { name: /this window|this page/i }).click();
    await new ConsentPage(coline.page).allow('Read the calendar');

    await coline.announces('“Read the calendar” is on.');
    await coline.page.getByRole('region', { name: 'All events' }).waitFor();
  });
});
