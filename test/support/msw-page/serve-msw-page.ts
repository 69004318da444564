import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Plugin } from 'rollup';
import { bundlePage } from '../bundle-page.js';

/** `msw-3` is the next major version, by another name. */
export type MswPackage = 'msw' | 'msw-3';

const root = new URL('../../../', import.meta.url);
/** What the app imports is found there. */
const client = new URL('packages/client/', root);

const html = `<!doctype html>
<title>An app in msw</title>
<p id="status">starting</p>
<button id="sign-in">Sign in</button>
<button id="sign-in-in-window">Sign in in a window</button>
<button id="sign-out">Sign out</button>
<button id="list">List</button>
<button id="ask">Ask</button>
<button id="save">Save</button>
<output></output>
<script type="module" src="/app.js"></script>`;

export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `app.js`, bundled with that version of msw, its worker, and a page that runs it. */
export async function serveMswPage(msw: MswPackage): Promise<ServedPage> {
  const require = createRequire(client);
  const worker = await readFile(require.resolve(`${msw}/mockServiceWorker.js`));
  const app = await bundlePage(new URL('app.js', import.meta.url), [otherMsw(msw)]);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/app.js' || pathname === '/mockServiceWorker.js') {
      response.setHeader('Content-Type', 'text/javascript');
      response.end(pathname === '/app.js' ? app : worker);
    } else response.setHeader('Content-Type', 'text/html').end(html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function otherMsw(msw: MswPackage): Plugin {
  return {
    name: 'other-msw',
    resolveId(id, importer) {
      if (msw === 'msw' || !/^msw(?=\/|$)/.test(id)) return null;
      return this.resolve(id.replace(/^msw/, msw), importer, { skipSelf: true });
    },
  };
}
