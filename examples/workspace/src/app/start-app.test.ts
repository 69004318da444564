import { request } from 'node:http';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalServer } from '../start-local-server.js';
import { startApp } from './start-app.js';

const backends = { issuer: 'http://localhost:4400', api: 'http://localhost:4401' };
let app: LocalServer;
let directory: URL;

beforeAll(async () => {
  const bundles = await mkdtemp(join(tmpdir(), 'app-'));
  directory = pathToFileURL(`${bundles}/dist/`);
  await mkdir(directory);
  await writeFile(join(bundles, 'secret.txt'), 'outside the bundle');
  await writeFile(new URL('index.html', directory), '<title>Coline</title>');
  await writeFile(new URL('app.js', directory), 'export {};');
  app = await startApp({ port: 0, clientId: 'workspace-web', directory, ...backends });
});

afterAll(() => app.close());

describe('startApp', () => {
  test.each(['/', '/callback', '/callback?code=c&state=s', '/index.html'])(
    'serves the page at %s',
    async (path) => {
      const response = await fetch(app.url + path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(await response.text()).toBe('<title>Coline</title>');
    },
  );

  test('serves the addresses of issuer and API as JSON', async () => {
    const response = await fetch(`${app.url}/config.json`);
    expect(await response.json()).toEqual({ ...backends, clientId: 'workspace-web' });
  });

  test('allows scripts of its own origin only, and calls to issuer and API only', async () => {
    const { headers } = await fetch(app.url);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
        "connect-src 'self' http://localhost:4400 http://localhost:4401; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin-allow-popups');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '//../secret.txt',
    '/callback/../../secret.txt',
    '/..\\secret.txt',
    '/missing',
  ])('answers 404 to %s', async (path) => {
    expect(await statusOf('GET', path)).toBe(404);
  });

  test('answers HEAD like GET without the body, and 405 to a POST', async () => {
    const head = await fetch(app.url, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(await statusOf('POST', '/')).toBe(405);
  });

  test('refuses a port in use and names APP_PORT', async () => {
    const port = Number(new URL(app.url).port);
    await expect(startApp({ port, clientId: 'c', directory, ...backends })).rejects.toThrow(
      `Port ${port} is in use: set APP_PORT`,
    );
  });

  test('refuses to start without a bundle and names the command', async () => {
    const missing = new URL('missing/', directory);
    await expect(
      startApp({ port: 0, clientId: 'c', directory: missing, ...backends }),
    ).rejects.toThrow('npm run build');
  });
});

/** Sends the path as it is, where `fetch` would tidy it. */
function statusOf(method: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, method, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
