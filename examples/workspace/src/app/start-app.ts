import type { IncomingMessage, ServerResponse } from 'node:http';
import { startLocalServer, type LocalServer } from '../start-local-server.js';
import { readAppAssets, type AppAsset } from './app-assets.js';
import { appHeaders, type AppBackends } from './app-headers.js';
import { bundleDirectory } from './bundle-directory.js';

export interface AppOptions extends AppBackends {
  /** Port to listen on; 0 picks a free one. */
  readonly port: number;
  readonly clientId: string;
  /**
   * Folder with the bundled app.
   * @default the one that `bundleApp` writes
   */
  readonly directory?: URL;
}

/** The two pages of the app, which are the same document: the SDK tells a callback by its URL. */
const pages = new Set(['/', '/callback']);

/**
 * Serves the bundled browser app on localhost, with its configuration as `/config.json`. Only files
 * of the bundle are served.
 * @throws {Error} if the bundle is missing, or if the port is in use; that message names `APP_PORT`.
 */
export async function startApp(options: AppOptions): Promise<LocalServer> {
  const { port, issuer, api, clientId, directory = bundleDirectory } = options;
  const config = {
    contentType: 'application/json; charset=utf-8',
    body: json({ issuer, api, clientId }),
  };
  const assets = new Map([...(await readAppAssets(directory)), ['/config.json', config]]);
  const headers = appHeaders(options);
  return startLocalServer((request, response) => answer(request, response, assets, headers), {
    port,
    portVariable: 'APP_PORT',
  });
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  assets: ReadonlyMap<string, AppAsset>,
  headers: { readonly [name: string]: string },
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...headers, Allow: 'GET, HEAD' }).end();
    return;
  }
  const path = (request.url ?? '/').replace(/[?#].*$/s, '');
  const asset = assets.get(pages.has(path) ? '/index.html' : path);
  if (asset === undefined) {
    response
      .writeHead(404, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' })
      .end('Not found\n');
    return;
  }
  response.writeHead(200, {
    ...headers,
    'Content-Type': asset.contentType,
    'Content-Length': asset.body.byteLength,
  });
  response.end(request.method === 'HEAD' ? undefined : asset.body);
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
