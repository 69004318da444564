import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { PopupDriver, StepscopeSwitches } from '../../packages/testing/src/msw.js';
import { hasChromium } from '../support/chromium.js';
import { serveMswPage, type ServedPage } from '../support/msw-page/serve-msw-page.js';
import { story } from '../support/story.js';

declare global {
  interface Window {
    switches: StepscopeSwitches;
    drivePopups: () => PopupDriver;
    popups: PopupDriver;
  }
}

/** `npm test` leaves the next version to the soak. */
const versions =
  process.env['BRIEF'] === undefined ? (['msw', 'msw-3'] as const) : ['msw' as const];

describe.each(versions)('an app in a real page, answered by %s', (msw) => {
  let served: ServedPage | undefined;
  beforeAll(async () => {
    if (hasChromium) served = await serveMswPage(msw);
  });
  afterAll(() => served?.close());

  const open = async (page: Page): Promise<Page> => {
    await page.goto(`${served?.url}/`);
    await status(page, 'signed-out');
    return page;
  };

  story(
    'signs in and out by redirects; reloads and other tabs are served, too',
    async ({ browser }) => {
      const context = await browser.newContext();
      const page = await open(await context.newPage());
      await click(page, 'Sign in');
      await status(page, 'signed-in');
      await click(page, 'List');
      await output(page, '200');

      await page.reload();
      await status(page, 'signed-in');
      await click(page, 'List');
      await output(page, '200');

      const tab = await context.newPage();
      await tab.goto(`${served?.url}/`);
      await status(tab, 'signed-in');
      await click(tab, 'List');
      await output(tab, '200');
      await tab.close();

      // The page leaves for the server and comes back: closed on its way, Chromium would hang.
      await Promise.all([page.waitForEvent('load'), click(page, 'Sign out')]);
      expect(page.url()).toBe(`${served?.url}/`);
      await status(page, 'signed-out');
      await context.close();
    },
  );

  story('opens windows, in which the test is the user', async ({ browser }) => {
    const context = await browser.newContext();
    const page = await open(await context.newPage());
    await page.evaluate(() => {
      window.popups = window.drivePopups();
    });
    await click(page, 'Sign in in a window');
    const asked = await page.evaluate(async () => {
      const popup = await window.popups.next();
      await popup.approve();
      return popup.requested.toString();
    });
    expect(asked).toBe('files:read offline_access openid');
    await output(page, 'granted');

    await click(page, 'Ask');
    await page.evaluate(async () => (await window.popups.next()).deny());
    await output(page, 'denied');
    await click(page, 'Save');
    await output(page, 'INSUFFICIENT_SCOPE');

    await click(page, 'Ask');
    await page.evaluate(async () =>
      (await window.popups.next()).approve({ untick: ['files:write'] }),
    );
    await output(page, 'denied');
    await click(page, 'Ask');
    await page.evaluate(async () => (await window.popups.next()).approve());
    await output(page, 'granted');
    await click(page, 'Save');
    await output(page, '200');
    expect(context.pages()).toHaveLength(1);

    await page.evaluate(() => {
      window.switches.offline = 'resource';
    });
    await click(page, 'List');
    await output(page, 'Failed to fetch');
    await context.close();
  });
});

function status(page: Page, text: string): Promise<void> {
  return page.locator('#status', { hasText: text }).waitFor();
}

function click(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}

/** What the last button came to; then it is cleared, so that the next is not mistaken for it. */
async function output(page: Page, text: string): Promise<void> {
  await page.locator('output', { hasText: text }).waitFor();
  await page.locator('output').evaluate((element) => {
    element.textContent = '';
  });
}
