import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import type { Browser } from 'playwright-core';
import { rollup } from 'rollup';
import { build, defaultClientConditions, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApi } from '../../examples/first-steps/src/api.js';
import { catalogue } from '../../examples/first-steps/src/catalogue.js';
import { emittedJavaScript } from '../../examples/workspace/src/app/emitted-java-script.js';
import {
  startAll,
  type RunningSystem,
  type StepscopeServer,
} from '../../packages/cli/src/index.js';
import { hasChromium, launchChromium } from '../support/chromium.js';
import { ConsentPage } from '../support/consent-page.js';
import { freePorts } from '../support/free-ports.js';

const example = fileURLToPath(new URL('../../examples/first-steps/', import.meta.url));

/** What is served for each path; `/` for every other one. */
type Site = ReadonlyMap<string, string>;

/** A page that starts the app of the README, bundled into one file. */
async function buildApp(issuer: string, resource: string): Promise<Site> {
  const bundle = await rollup({
    input: join(example, 'build/app.js'),
    plugins: [
      nodeResolve({ browser: true, exportConditions: ['@stepscope/source', 'browser', 'default'] }),
      emittedJavaScript(),
    ],
  });
  const { output } = await bundle.generate({ format: 'es', inlineDynamicImports: true });
  const page = `<!doctype html><title>First steps</title><button id="save">Save</button>
    <script type="module">
      import { startApp } from './app.js';
      const client = await startApp('${issuer}', '${resource}', document.querySelector('#save'));
      document.title = client.granted.toString();
    </script>`;
  return new Map([
    ['/', page],
    ['/app.js', output[0].code],
  ]);
}

/** The app of the client's README, as Vite builds it, with its servers at other places. */
async function buildViteApp(issuer: string, resource: string): Promise<Site> {
  const servers = {
    name: 'servers',
    transform: (code: string) =>
      code.replaceAll('https://login.example', issuer).replaceAll('https://api.example', resource),
  };
  const { output } = (await build({
    root: example,
    configFile: false,
    logLevel: 'error',
    plugins: [servers],
    resolve: { conditions: ['@stepscope/source', ...defaultClientConditions] },
    build: { write: false },
  })) as Rolldown.RolldownOutput;
  const files = output.map((file): [string, string] => [
    file.fileName === 'index.html' ? '/' : `/${file.fileName}`,
    file.type === 'chunk' ? file.code : String(file.source),
  ]);
  return new Map(files);
}

function serverOf(name: string, listener: RequestListener, port: number): StepscopeServer {
  return {
    name,
    async start() {
      const server: Server = createServer(listener).listen(port, 'localhost');
      await once(server, 'listening');
      return {
        url: `http://localhost:${port}`,
        async close() {
          server.closeAllConnections();
          await once(server.close(), 'close');
        },
      };
    },
  };
}

function siteServer(name: string, site: Site, port: number): StepscopeServer {
  const listener: RequestListener = (request, response) => {
    const file = site.get(new URL(request.url!, 'http://localhost').pathname);
    const isScript = file !== undefined && request.url!.endsWith('.js');
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(file ?? site.get('/'));
  };
  return serverOf(name, listener, port);
}

describe.runIf(hasChromium)('the READMEs', () => {
  let stateDirectory: string;
  let system: RunningSystem;
  let browser: Browser;
  let [app, viteApp] = ['', ''];

  beforeAll(async () => {
    const ports = await freePorts('auth', 'api', 'app', 'viteApp');
    const at = (port: number): string => `http://localhost:${port}`;
    const [issuer, resource] = [at(ports.auth), at(ports.api)];
    [app, viteApp] = [at(ports.app), at(ports.viteApp)];
    stateDirectory = await mkdtemp(join(tmpdir(), 'stepscope-first-steps-'));
    const editor = {
      title: 'Editor',
      capabilities: [{ title: 'Edit files', scopes: ['files:read', 'files:write'] }],
    };
    system = await startAll({
      issuer,
      resource,
      catalogue,
      stateDirectory,
      roles: { editor },
      users: [
        { id: 'ada', name: 'Ada', roles: ['editor'] },
        { id: 'ben', name: 'Ben', roles: ['editor'] },
      ],
      applications: [
        {
          clientId: 'my-app',
          name: 'My app',
          redirectUris: [`${app}/callback`, `${viteApp}/callback`],
          allowed: ['openid', 'offline_access', 'files:read', 'files:write'],
          required: ['files:read'],
        },
      ],
      servers: [
        serverOf('API', createApi(issuer, resource), ports.api),
        siteServer('App', await buildApp(issuer, resource), ports.app),
        siteServer('Vite app', await buildViteApp(issuer, resource), ports.viteApp),
      ],
    });
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    await system.close();
    await rm(stateDirectory, { recursive: true, force: true });
  });

  test('the three snippets of the first one work together', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(app);
    await page.getByRole('button', { name: 'Ada' }).click();
    await new ConsentPage(page).allow();
    await page.waitForFunction(() => document.title === 'files:read');

    await page.getByRole('button', { name: 'Save' }).click();
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click(),
    ]);
    await new ConsentPage(popup).allow('Create and edit files');
    await page.getByRole('button', { name: 'Saved' }).waitFor();

    await page.reload();
    await page.waitForFunction(() => document.title === 'files:read files:write');
    expect(new URL(page.url()).search).toBe('');
  });

  test('an empty Vite app takes 25 lines to its first step-up', async () => {
    const lines = readFileSync(join(example, 'src/main.ts'), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(25);

    const page = await browser.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(viteApp);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Ben' }).click();
    await new ConsentPage(page).allow();

    const refused = page.getByRole('button', { name: 'Not added: denied' });
    for (const answer of ['cancel', 'allow'] as const) {
      await page.getByRole('button', { name: /^(Add a file|Not added)/ }).click();
      const [popup] = await Promise.all([
        page.waitForEvent('popup'),
        page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click(),
      ]);
      const consent = new ConsentPage(popup);
      if (answer === 'cancel') {
        await consent.cancel();
        await refused.waitFor();
      } else await consent.allow('Create and edit files');
    }
    await page.getByRole('button', { name: 'Added', exact: true }).waitFor();
  });
});
