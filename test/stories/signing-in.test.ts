import { describe, expect } from 'vitest';
import { ConsentPage } from '../support/consent-page.js';
import { story } from '../support/story.js';

describe('signing in', () => {
  story(
    'a first sign-in asks for files:read alone and lists the files',
    async ({ coline, user }) => {
      await coline.open();
      await coline.signInButton.click();
      await coline.pickUser(user);
      const consent = new ConsentPage(coline.page);
      expect(await consent.titles()).toContain('Read files');
      expect(await consent.page.getByText('Edit files').count()).toBe(0);
      await consent.allow();

      await coline.shows('requested', ['files:read']);
      await coline.shows('granted', ['files:read']);
      await coline.shows('effective', ['files:read']);
      const files = coline.page.getByRole('region', { name: 'All files' });
      await files.getByRole('button', { name: 'Open Welcome.md' }).click();
      await coline.page.locator('pre.content').waitFor();
      expect(coline.wire.answersWith(403)).toBe(0);
    },
  );

  story('a reload keeps the user signed in, without a question', async ({ coline, user }) => {
    await coline.signIn(user);
    await coline.shows('effective', ['files:read']);
    const before = coline.wire.authorizations.length;

    await coline.page.reload();

    await coline.shows('effective', ['files:read']);
    const [restore, ...more] = coline.wire.authorizations.slice(before);
    expect(restore?.searchParams.get('prompt')).toBe('none');
    expect(more).toEqual([]);
  });

  story('tokens are in no storage of the browser', async ({ coline, user }) => {
    await coline.signIn(user);
    await coline.shows('effective', ['files:read']);
    const stored = await coline.page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
    expect(stored).toContain('files:read');
    expect(stored).not.toMatch(/eyJ|refresh_token|access_token|id_token/);
  });

  story(
    'signing out of one browser leaves the other signed in',
    async ({ coline, newColine, user }) => {
      const other = await newColine();
      await coline.signIn(user);
      await other.open();
      await other.signInButton.click();
      await other.pickUser(user);
      await other.signOutButton.waitFor();

      await coline.signOut();
      await coline.page.reload();
      await coline.signInButton.waitFor();

      await other.comeBackLater();
      await other.page.reload();
      await other.shows('effective', ['files:read']);
    },
  );
});
