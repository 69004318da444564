import type { BrowserContext } from 'playwright-core';
import { hasChromium } from '../support/chromium.js';
import { withBrowser } from '../support/with-browser.js';
import type { ForeignServer, ForeignUser, Registration } from './foreign-server.js';
import { startApp, type RunningApp } from './start-app.js';
import { Visitor } from './visitor.js';

interface Fixtures {
  /** One server, API and application per worker; consents belong to users, and each story has its own. */
  readonly app: RunningApp;
  /** Somebody who has never used the application. */
  readonly user: ForeignUser;
  /** Another browser of the same story: cookies and storage of its own. */
  readonly newVisitor: () => Promise<Visitor>;
  /** The application in a browser of its own, not opened yet. */
  readonly visitor: Visitor;
}

let users = 0;

/** Stories in Chromium at the server that `start` starts. */
export function storiesAt(start: (registration: Registration) => Promise<ForeignServer>) {
  /* oxlint-disable no-empty-pattern -- vitest reads what a fixture needs off its parameter's pattern */
  const told = withBrowser.extend<Fixtures>({
    app: [
      async ({}, use) => {
        const app = await startApp(start);
        await use(app);
        await app.close();
      },
      { scope: 'worker' },
    ],
    user: async ({ app }, use) => {
      const name = `user-${++users}`;
      const user = { name, email: `${name}@example.com`, password: `password of ${name}` };
      await app.server.addUser(user);
      await use(user);
    },
    newVisitor: async ({ browser, app }, use) => {
      const contexts: BrowserContext[] = [];
      await use(async () => {
        const context = await browser.newContext();
        contexts.push(context);
        return Visitor.in(context, app);
      });
      await Promise.all(contexts.map((context) => context.close()));
    },
    visitor: async ({ newVisitor }, use) => {
      await use(await newVisitor());
    },
  });
  return told.runIf(hasChromium);
}
