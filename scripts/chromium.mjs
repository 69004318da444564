import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Chromium without windows: the same engine at a third of the work. */
const headlessShell = '/usr/bin/chromium-headless-shell';

const browsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The path of a Chromium: `CHROMIUM_PATH`, else Debian's headless shell, else a whole browser, in one
 * of the usual places or where Playwright installs it; `undefined` if there is none.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function findChromium(env = process.env) {
  const named = env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) {
      throw new Error(`CHROMIUM_PATH names ${named}, which does not exist: correct or unset it.`);
    }
    return named;
  }
  return existsSync(headlessShell) ? headlessShell : findWholeChromium();
}

/**
 * The path of a Chromium that can also show windows, or `undefined`.
 * @returns {string | undefined}
 */
export function findWholeChromium() {
  return [...browsers, playwrightPath()].find((path) => path !== undefined && existsSync(path));
}

/**
 * Finds Chromium or tries to install one: Debian's headless shell where we are root (in CI also beside
 * a whole browser), then Playwright's download. Answers `undefined` if all of that fails.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function provideChromium(env = process.env) {
  const lacksShell = env['CI'] && !env['CHROMIUM_PATH'] && !existsSync(headlessShell);
  if ((lacksShell || findChromium(env) === undefined) && process.getuid?.() === 0) {
    run('apt-get', ['update']);
    install('chromium-headless-shell');
    if (findChromium(env) === undefined) install('chromium');
  }
  if (findChromium(env) === undefined) {
    run(process.execPath, [playwrightProgram(), 'install', 'chromium']);
  }
  return findChromium(env);
}

function install(browser) {
  run('apt-get', ['install', '--yes', '--no-install-recommends', browser, 'fonts-dejavu-core']);
}

/** Playwright's own command, which its `exports` do not name. */
function playwrightProgram() {
  const manifest = createRequire(import.meta.url).resolve('playwright-core/package.json');
  return join(dirname(manifest), 'cli.js');
}

function playwrightPath() {
  try {
    const require = createRequire(import.meta.url);
    const { chromium } = require('playwright-core');
    return chromium.executablePath();
  } catch {
    return undefined;
  }
}

function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env, timeout: 240_000 });
}
