// Runs the built core in Chromium: its files, as they are, from a server that only hands them out.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join, normalize, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const executablePath = findChromium();
if (executablePath === undefined) throw new Error('No Chromium found: set CHROMIUM_PATH.');

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/') {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>core</title>');
    return;
  }
  readFile(join(root, normalize(pathname))).then(
    (file) => response.setHeader('Content-Type', 'text/javascript').end(file),
    () => response.writeHead(404).end(),
  );
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
const port = typeof address === 'object' ? address?.port : undefined;

const browser = await chromium.launch({
  executablePath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
});
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  const results = await page.evaluate(async () => {
    const at = (/** @type {string} */ path) => import(path);
    const [core, { exerciseCore }] = await Promise.all([
      at('/packages/core/dist/index.js'),
      at('/test/runtimes/exercise-core.js'),
    ]);
    return exerciseCore(core);
  });
  process.stdout.write(`${results} results in Chromium ${browser.version()}\n`);
} finally {
  await browser.close();
  server.close();
}
