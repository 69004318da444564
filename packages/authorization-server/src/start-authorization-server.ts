import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLoopbackHost, type Catalogue } from '@stepscope/core';
import type { Database } from '@stepscope/database';
import Provider from 'oidc-provider';
import { ConfigurationError } from './configuration-error.js';
import type { Directory } from './directory.js';
import { errorPage, errorTextOf } from './pages/error-page.js';
import { createFactsReader } from './provider/authorization-facts.js';
import { toClientMetadata } from './provider/client-metadata.js';
import type { Middleware } from './provider/koa.js';
import { providerConfiguration } from './provider/provider-configuration.js';
import { addUnavailableScope } from './provider/token-response.js';
import { requireIssuerHost, requireOwnOrigin } from './routes/guard-requests.js';
import { setPageHeaders } from './routes/page-headers.js';
import { restrictCors } from './routes/restrict-cors.js';
import { createPageRoutes } from './routes/page-routes.js';
import { sendPage } from './routes/services.js';
import { createFormTokens } from './storage/form-tokens.js';
import { createModelAdapter } from './storage/model-adapter.js';
import { loadServerKeys } from './storage/server-keys.js';
import { openTables, sweepExpired } from './storage/tables.js';

export interface AuthorizationServerOptions {
  /**
   * The server's own address, on a loopback host: its sign-in page asks for no password. Port 0 takes
   * a free one.
   */
  readonly issuer: string;
  /** The resource (RFC 8707) that access tokens are for: their `aud`. */
  readonly resource: string;
  readonly catalogue: Catalogue;
  readonly directory: Directory;
  /** Where sessions, refresh tokens and keys are kept; it must stay open until `close`. */
  readonly database: Database;
  /** @default 300 */
  readonly accessTokenTtlSeconds?: number;
  /** The clock of what is stored. @default the system's */
  readonly now?: () => Date;
  /** Told, in words without any value of a request, about errors that no user can mend. @default nobody */
  readonly logger?: { error(message: string): void };
}

/** A running authorization server. */
export interface AuthorizationServer {
  /** The issuer, without a trailing slash. */
  readonly url: string;
  /** Ends all connections and stops; the database stays open. */
  close(): Promise<void>;
}

const SWEEP_INTERVAL_MS = 60 * 60 * 1000;
const GRACE_MS = 2000;

/**
 * Starts an OpenID Connect and OAuth 2.1 authorization server on the host and port of `issuer`:
 * authorization code with PKCE S256 for public clients, `at+jwt` access tokens for one resource,
 * rotating refresh tokens, a consent page with a tick per scope, and a page on which each can be taken
 * back. The sign-in page checks NO password: anyone who reaches it can be anyone.
 * @throws {ConfigurationError} `NOT_LOOPBACK` or `INVALID_URL` for the issuer, `INVALID_TTL`;
 *   Node's `EADDRINUSE` if something else listens there.
 */
export async function startAuthorizationServer(
  options: AuthorizationServerOptions,
): Promise<AuthorizationServer> {
  const { accessTokenTtlSeconds = 300, catalogue, database, directory, resource } = options;
  const { logger, now = () => new Date() } = options;
  const requestedIssuer = parseIssuer(options.issuer);
  if (!Number.isSafeInteger(accessTokenTtlSeconds) || accessTokenTtlSeconds <= 0) {
    throw new ConfigurationError(
      'INVALID_TTL',
      `accessTokenTtlSeconds is ${accessTokenTtlSeconds}: use a whole number of seconds above 0.`,
    );
  }

  const server = createServer();
  const issuer = await listen(server, requestedIssuer);
  try {
    const db = await openTables(database);
    await sweepExpired(db, now());
    const facts = createFactsReader(directory);
    const adapter = createModelAdapter({
      db,
      now,
      findClient: async (clientId) => {
        const application = await directory.findApplication(clientId);
        return application && toClientMetadata(application);
      },
    });
    const keys = await loadServerKeys(db);
    const provider = new Provider(
      issuer.origin,
      providerConfiguration({
        issuer,
        resource,
        catalogue,
        directory,
        facts,
        keys,
        adapter,
        accessTokenTtlSeconds,
      }),
    );
    const report = (error: unknown) => logger?.error(describeFailure(error));
    provider.on('server_error', (_ctx, error) => report(error));
    provider.use(requireIssuerHost(issuer));
    provider.use(setPageHeaders);
    provider.use(answerFailures(report));
    provider.use(requireOwnOrigin(issuer));
    const formTokens = createFormTokens({ db, now });
    provider.use(createPageRoutes({ provider, directory, catalogue, resource, formTokens, db }));
    provider.use(restrictCors(directory));
    provider.use(addUnavailableScope({ catalogue, resource, facts }));

    const handle = provider.callback();
    server.on('request', (request, response) => void handle(request, response));
    const sweep = setInterval(() => {
      sweepExpired(db, now()).catch(report);
    }, SWEEP_INTERVAL_MS);
    sweep.unref();

    return {
      url: issuer.origin,
      async close() {
        clearInterval(sweep);
        await stop(server);
      },
    };
  } catch (error) {
    await stop(server);
    throw error;
  }
}

function parseIssuer(issuer: string): URL {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url?.protocol !== 'http:' || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError(
      'INVALID_URL',
      `"${issuer}" cannot be the issuer: use http:, a loopback host and a port, such as http://localhost:4400.`,
    );
  }
  if (!isLoopbackHost(url.hostname)) {
    throw new ConfigurationError(
      'NOT_LOOPBACK',
      `The issuer's host ${url.hostname} is not this machine: the sign-in page asks for no password, so it may run on localhost, 127.0.0.1 or [::1] only.`,
    );
  }
  return url;
}

async function listen(server: Server, issuer: URL): Promise<URL> {
  const host = issuer.hostname.replace(/^\[(.*)\]$/, '$1');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(issuer.port || 80), host, resolve);
  });
  const listening = new URL(issuer);
  listening.port = String((server.address() as AddressInfo).port);
  return listening;
}

/** Lets requests that are under way finish, for a while. */
async function stop(server: Server): Promise<void> {
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  clearTimeout(force);
}

/** Name and message alone: a database error also carries the query's parameters, tokens among them. */
function describeFailure(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown failure';
}

function answerFailures(report: (error: unknown) => void): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      report(error);
      sendPage(ctx, errorPage(errorTextOf({ error: 'server_error' }, error)), 500);
    }
  };
}
