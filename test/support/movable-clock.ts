import type { BrowserContext, Page } from 'playwright-core';

const script = `{
  const now = Date.now.bind(Date);
  let movedMs = 0;
  Date.now = () => now() + movedMs;
  window.moveClock = (ms) => { movedMs += ms; };
}`;

/** Lets a story move the clock of the context's pages forward, before any of their scripts has run. */
export function makeClockMovable(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(script);
}

/** Lets time pass in the page, but nowhere else. */
export async function moveClock(page: Page, ms: number): Promise<void> {
  await page.evaluate((ms) => {
    (window as unknown as { moveClock(ms: number): void }).moveClock(ms);
  }, ms);
}
