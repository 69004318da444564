import type { RevocationFeed } from '@stepscope/express';
import { randomUUID } from 'node:crypto';
import { startLocalServer, type LocalServer } from '../start-local-server.js';
import { createApi } from './create-api.js';
import { createGuards } from './guards.js';
import { createJavaScriptRunner } from './kairo/run-java-script.js';
import { openStore } from './store/open-store.js';

export interface ApiOptions {
  /** Issuer whose tokens the API takes. It need not be up when the API starts. */
  readonly issuer: string;
  /** Resource identifier of the API: the audience of its tokens. */
  readonly resource: string;
  /** Port to listen on; 0 picks a free one. */
  readonly port: number;
  /** Origin of the browser app, the only one that may read answers across origins. */
  readonly appOrigin: string;
  /** Where the workspace's data lies; in memory, and gone with the API, where it is left out. */
  readonly directory?: string;
  /** Where the authorization server tells of grants that have become narrower. */
  readonly revocationFeed?: RevocationFeed;
  readonly now?: () => Date;
  readonly newId?: () => string;
  /**
   * Hears of errors that nobody foresaw, and why the issuer's keys could not be fetched.
   * @default writes them to standard error
   */
  readonly report?: (error: unknown) => void;
}

/**
 * Starts the API of the workspace on localhost. The issuer need not be up: until its keys can be
 * fetched, guarded routes answer 503.
 * @throws {Error} if the port is in use; the message names `API_PORT`.
 */
export async function startApi(options: ApiOptions): Promise<LocalServer> {
  const { issuer, resource, port, appOrigin, directory } = options;
  const { now = () => new Date(), newId = randomUUID, report = writeToStandardError } = options;
  const api = createGuards({
    issuer,
    resource,
    now: () => now().getTime(),
    onIssuerUnavailable: report,
    ...(options.revocationFeed !== undefined && { revocationFeed: options.revocationFeed }),
  });
  const store = await openStore({ now, ...(directory !== undefined && { directory }) });
  try {
    const runJavaScript = createJavaScriptRunner();
    const app = createApi({ api, db: store.db, now, newId, runJavaScript }, { appOrigin, report });
    const server = await startLocalServer(app, { port, portVariable: 'API_PORT' });
    return {
      url: server.url,
      close: async () => {
        await server.close();
        api.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function writeToStandardError(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
}
