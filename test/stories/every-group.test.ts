import { describe } from 'vitest';
import type { Coline } from '../support/coline.js';
import { story } from '../support/story.js';

interface Step {
  readonly section: string;
  /** The permission that the section itself needs, where it does. */
  readonly unlocks?: string;
  readonly act: (coline: Coline) => Promise<void>;
  /** The permission that the act needs. */
  readonly needs: string;
  readonly announces: string;
}

const steps: readonly Step[] = [
  {
    section: 'Files',
    act: (coline) => coline.button('Show who has access').click(),
    needs: 'Manage drives',
    announces: 'These are the people with access to each drive.',
  },
  {
    section: 'Messages',
    unlocks: 'Read messages',
    async act(coline) {
      await coline
        .button(/^Open /)
        .first()
        .click();
      await coline.page.getByLabel('Message').fill('Hello from the story');
      await coline.page.keyboard.press('Enter');
    },
    needs: 'Send messages',
    announces: 'Sent to #',
  },
  {
    section: 'Tasks',
    unlocks: 'Read tasks',
    async act(coline) {
      await coline.page.getByLabel('Title').fill('Sand the table');
      await coline.button('Create task').click();
    },
    needs: 'Edit tasks',
    announces: 'Created “Sand the table”.',
  },
  {
    section: 'Calendar',
    unlocks: 'Read the calendar',
    async act(coline) {
      await coline.page.getByLabel('Title').fill('Open day');
      await coline.page.getByLabel('Starts').fill('2026-12-01T10:00');
      await coline.button('Create event').click();
    },
    needs: 'Edit the calendar',
    announces: 'Created “Open day”.',
  },
  {
    section: 'Workspace',
    unlocks: 'Read the workspace',
    async act(coline) {
      await coline.page.getByLabel('Description').fill('Furniture made to order.');
      await coline.button('Save settings').click();
    },
    needs: 'Manage the workspace',
    announces: 'Saved the settings.',
  },
  {
    section: 'Kairo',
    unlocks: 'Read Kairo',
    act: (coline) => coline.button('Run').click(),
    needs: 'Run code in Kairo',
    announces: 'Kairo ran the code: completed.',
  },
  {
    section: 'Webhooks',
    unlocks: 'Read webhooks',
    async act(coline) {
      await coline.page.getByLabel(/^Address/).fill('https://hooks.harbourpine.example/files');
      await coline.button('Create webhook').click();
    },
    needs: 'Manage webhooks',
    announces: 'Created the webhook.',
  },
];

describe('every group of the workspace', () => {
  for (const { section, unlocks, act, needs, announces } of steps) {
    story(`${section} asks for “${needs}” when it is needed`, async ({ coline, user }) => {
      await coline.signIn(user);
      await coline.goTo(section);
      if (unlocks !== undefined) {
        await coline.button(`Unlock: ${unlocks}`).click();
        await (await coline.continueInWindow()).allow(unlocks);
        await coline.announces(`“${unlocks}” is on.`);
      }
      await act(coline);
      await (await coline.continueInWindow()).allow(needs);
      await coline.announces(announces);
    });
  }
});
