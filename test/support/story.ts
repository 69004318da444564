import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import { hasChromium } from './chromium.js';
import { Coline } from './coline.js';
import { startWorkspace, type RunningWorkspace } from './running-workspace.js';
import { storyUsers, withStoryUsers, type StoryUser } from './story-users.js';
import { withBrowser } from './with-browser.js';

const screenshots = fileURLToPath(new URL('../stories/.screenshots/', import.meta.url));

interface StoryFixtures {
  /** One demo per worker; its grants belong to users, and each story has its own. */
  readonly workspace: RunningWorkspace;
  /** Somebody with every role's capabilities who has never used the app. */
  readonly user: StoryUser;
  /** Another browser of the same story: cookies and storage of its own. */
  readonly newColine: () => Promise<Coline>;
  /** The app in a browser of its own, not opened yet. */
  readonly coline: Coline;
}

const usersLeft = [...storyUsers];

/* oxlint-disable no-empty-pattern -- vitest reads what a fixture needs off its parameter's pattern */
const told = withBrowser.extend<StoryFixtures>({
  workspace: [
    async ({}, use) => {
      const workspace = await startWorkspace(withStoryUsers);
      await use(workspace);
      await workspace.close();
    },
    { scope: 'worker' },
  ],
  user: async ({}, use) => {
    const user = usersLeft.shift();
    if (user === undefined) throw new Error('There are more stories than users: add some.');
    await use(user);
  },
  newColine: async ({ browser, workspace }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      contexts.push(context);
      return Coline.in(context, workspace);
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
  coline: async ({ newColine, task }, use) => {
    const coline = await newColine();
    await use(coline);
    await mkdir(screenshots, { recursive: true });
    await coline.page.screenshot({
      path: `${screenshots}${fileNameOf(task.name)}.png`,
      fullPage: true,
    });
  },
});

/** A test in Chromium against the real servers, with a screenshot of how it ended. */
export const story = told.runIf(hasChromium);

function fileNameOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 120);
}
