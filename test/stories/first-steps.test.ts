import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { expect, test } from 'vitest';
import { createApi } from '../../examples/first-steps/src/api.js';
import { catalogue } from '../../examples/first-steps/src/catalogue.js';
import { emittedJavaScript } from '../../examples/workspace/src/app/emitted-java-script.js';
import { startAll, type StepscopeServer } from '../../packages/cli/src/index.js';
import { hasChromium, launchChromium } from '../support/chromium.js';
import { ConsentPage } from '../support/consent-page.js';
import { freePorts } from '../support/free-ports.js';

const appModule = fileURLToPath(
  new URL('../../examples/first-steps/build/app.js', import.meta.url),
);

function pageOf(issuer: string, resource: string): string {
  return `<!doctype html><title>First steps</title><button id="save">Save</button>
    <script type="module">
      import { startApp } from './app.js';
      const client = await startApp('${issuer}', '${resource}', document.querySelector('#save'));
      document.title = client.granted.toString();
    </script>`;
}

async function bundleSnippet(): Promise<string> {
  const bundle = await rollup({
    input: appModule,
    plugins: [
      nodeResolve({ browser: true, exportConditions: ['@stepscope/source', 'browser', 'default'] }),
      emittedJavaScript(),
    ],
  });
  const { output } = await bundle.generate({ format: 'es', inlineDynamicImports: true });
  return output[0].code;
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

test.runIf(hasChromium)('the three snippets of the README work together', async () => {
  const ports = await freePorts('auth', 'api', 'app');
  const [issuer, resource, app] = [ports.auth, ports.api, ports.app].map(
    (port) => `http://localhost:${port}`,
  ) as [string, string, string];
  const script = await bundleSnippet();
  const stateDirectory = await mkdtemp(join(tmpdir(), 'stepscope-first-steps-'));
  const system = await startAll({
    issuer,
    resource,
    catalogue,
    stateDirectory,
    roles: {
      editor: {
        title: 'Editor',
        capabilities: [{ title: 'Edit files', scopes: ['files:read', 'files:write'] }],
      },
    },
    users: [{ id: 'ada', name: 'Ada', roles: ['editor'] }],
    applications: [
      {
        clientId: 'my-app',
        name: 'My app',
        redirectUris: [`${app}/callback`],
        allowed: ['openid', 'offline_access', 'files:read', 'files:write'],
        required: ['files:read'],
      },
    ],
    servers: [
      serverOf('API', createApi(issuer, resource), ports.api),
      serverOf(
        'App',
        (request, response) => {
          const isScript = request.url === '/app.js';
          response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
          response.end(isScript ? script : pageOf(issuer, resource));
        },
        ports.app,
      ),
    ],
  });
  const browser = await launchChromium();
  try {
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
  } finally {
    await browser.close();
    await system.close();
    await rm(stateDirectory, { recursive: true, force: true });
  }
});
