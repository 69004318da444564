import { test } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.js';

interface BrowserFixture {
  /** One Chromium per worker. */
  readonly browser: Browser;
}

/* oxlint-disable no-empty-pattern -- vitest reads what a fixture needs off its parameter's pattern */
/** Tests in Chromium. */
export const withBrowser = test.extend<BrowserFixture>({
  browser: [
    async ({}, use) => {
      const browser = await launchChromium();
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
});
