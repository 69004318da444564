import { describe, expect } from 'vitest';
import type { Page } from 'playwright-core';
import { story } from '../support/story.js';
import { until } from '../support/until.js';

/** Presses Tab until the element with that accessible name and role has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const label = (element as HTMLInputElement | null)?.labels?.[0]?.textContent;
      return (label ?? element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
    });
    if (name.test(focused)) return;
  }
  throw new Error(`Tab never reached ${name}.`);
}

describe('by keyboard alone', () => {
  story('a user signs in, edits a file and allows what it takes', async ({ coline, user }) => {
    const { page } = coline;
    await coline.open();
    await tabTo(page, /^Sign in$/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: user.name }).waitFor();
    await tabTo(page, new RegExp(user.name));
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Allow/ }).waitFor();
    await tabTo(page, /^Allow/);
    await page.keyboard.press('Enter');
    await coline.button(/^Edit/).first().waitFor();

    await tabTo(page, /^Edit /);
    await page.keyboard.press('Enter');
    await coline.prompt.waitFor();
    const [popup] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Enter')]);
    await popup.getByRole('button', { name: /^Allow/ }).waitFor();
    await tabTo(popup, /^Edit files/);
    await popup.keyboard.press('Space');
    await tabTo(popup, /^Allow/);
    await popup.keyboard.press('Enter');

    await until(
      () => coline.editor.evaluate((element) => element === document.activeElement),
      (focused) => expect(focused).toBe(true),
    );
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Written without a mouse.');
    await tabTo(page, /^Save$/);
    await page.keyboard.press('Enter');
    await coline.announces('Saved “');
  });
});
