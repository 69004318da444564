import { chromium, type Browser } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';

const executablePath = findChromium();

if (executablePath === undefined) {
  const text =
    'No Chromium found: set CHROMIUM_PATH, or run "npm test", which tries to install one.';
  if (process.env['CI']) throw new Error(text);
  process.stderr.write(`\n!! STORIES SKIPPED. ${text}\n\n`);
}

/** Whether there is a Chromium to tell stories in. */
export const hasChromium = executablePath !== undefined;

/** Starts a headless Chromium; close it when the stories are told. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
