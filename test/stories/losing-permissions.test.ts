import { describe, expect, onTestFinished } from 'vitest';
import type { Coline } from '../support/coline.js';
import { story } from '../support/story.js';
import { viewer } from '../support/story-users.js';

async function allowEditing(coline: Coline): Promise<void> {
  await coline.button(/^Edit/).first().click();
  await (await coline.continueInWindow()).allow('Edit files');
  await coline.shows('effective', ['files:read', 'files:write']);
  await coline.button('Cancel').click();
}

describe('losing permissions', () => {
  story(
    'a scope taken back on “connected apps” narrows the next refresh, with a notice and no prompt',
    async ({ coline, user, workspace }) => {
      await coline.signIn(user);
      await allowEditing(coline);
      const asked = coline.wire.authorizations.length;

      const connectedApps = await coline.page.context().newPage();
      await connectedApps.goto(`${workspace.issuer}/connected-apps`);
      await connectedApps.getByRole('button', { name: 'Take back: Edit files' }).click();
      await connectedApps.getByRole('status').waitFor();
      await connectedApps.close();
      await coline.comeBackLater();

      await coline.notice('Permission taken back').waitFor();
      await coline.shows('granted', ['files:read']);
      await coline.shows('effective', ['files:read']);
      await coline.page.getByText('Locked: needs “Edit files”').first().waitFor();
      expect(await coline.prompt.count()).toBe(0);
      expect(coline.wire.authorizations.length).toBe(asked);
    },
  );

  story(
    'a token from before a scope was taken back is refused by the API at the next call',
    async ({ coline, user, workspace }) => {
      await coline.signIn(user);
      await allowEditing(coline);
      const asked = coline.wire.authorizations.length;
      await coline.page.getByLabel('Name').fill('Too late.md');

      const connectedApps = await coline.page.context().newPage();
      await connectedApps.goto(`${workspace.issuer}/connected-apps`);
      await connectedApps.getByRole('button', { name: 'Take back: Edit files' }).click();
      await connectedApps.getByRole('status').waitFor();
      await connectedApps.close();
      await coline.button('Create document').click();

      await coline.notice('Permission taken back').waitFor();
      await coline.shows('granted', ['files:read']);
      await coline.announces('Could not create “Too late.md”');
      expect(await coline.page.getByRole('listitem').getByText('Too late.md').count()).toBe(0);
      expect(await coline.prompt.count()).toBe(0);
      expect(coline.wire.authorizations.length).toBe(asked);
    },
  );

  story(
    'a scope that no role of the user covers is never offered, and the app says so',
    async ({ coline }) => {
      await coline.signIn(viewer);
      const questions = coline.wire.questions.length;
      expect(questions).toBeGreaterThan(0);
      await coline.page.getByLabel('Name').fill('Never.md');
      await coline.button('Create document').click();
      const { page: popup } = await coline.continueInWindow();

      await coline.announces('“Edit files” is not available to your account. Ask an administrator');
      expect(popup.isClosed()).toBe(true);
      expect(coline.wire.questions.length).toBe(questions);
      await coline.shows('granted', ['files:read']);
      const create = coline.button('Create document');
      expect(await create.getAttribute('aria-disabled')).toBe('true');
      await coline.page.getByText('your role does not include “Edit files”').first().waitFor();
    },
  );

  story(
    'deleting a role and restarting narrows the next refresh',
    async ({ coline, user, workspace }) => {
      await coline.signIn(user);
      await allowEditing(coline);

      onTestFinished(() => workspace.restart((config) => config));
      await workspace.restart((config) => ({
        ...config,
        roles: Object.fromEntries(
          Object.entries(config.roles).map(([id, role]) => [
            id,
            {
              ...role,
              capabilities: role.capabilities.filter(
                ({ scopes }) => !scopes.includes('files:write'),
              ),
            },
          ]),
        ),
      }));
      await coline.comeBackLater();

      await coline.notice('Permission taken back').waitFor();
      await coline.shows('granted', ['files:read']);
      await coline.shows('effective', ['files:read']);
      expect(await coline.prompt.count()).toBe(0);
    },
  );
});
