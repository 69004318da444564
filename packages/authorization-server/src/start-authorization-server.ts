import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Catalogue } from '@stepscope/core';
import type { Database } from '@stepscope/database';
import type { Directory } from './directory.js';
import { publishRevocations, type RevocationPublisher } from './directory/publish-revocations.js';
import { createProvider } from './provider/create-provider.js';
import { createFormTokens } from './storage/form-tokens.js';
import { loadServerKeys } from './storage/server-keys.js';
import { openTables, sweepExpired } from './storage/tables.js';
import { assertLifetime, assertResource, parseIssuer } from './validate-options.js';

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
  /**
   * Whether proofs of a key (DPoP, RFC 9449 §8) must carry a nonce of this server: none can then be
   * made ahead, and clocks of people's devices do not matter. Without, a proof is good for 5 minutes
   * around its `iat`. @default true
   */
  readonly requireDpopNonce?: boolean;
  /** The clock of what is stored. @default the system's */
  readonly now?: () => Date;
  /**
   * Told of each grant that has become narrower, so that resource servers refuse its tokens at once.
   * @default nobody: they count until they expire
   */
  readonly revocations?: RevocationPublisher;
  /**
   * Told, on one line without any value of a request, about errors that no user can mend.
   * @default nobody
   */
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
 * rotating refresh tokens, both bound to a key where the client proves one (RFC 9449), a consent page
 * with a tick per scope, and a page on which each can be taken back. The sign-in page checks NO
 * password: anyone who reaches it can be anyone.
 * @throws {ConfigurationError} `NOT_LOOPBACK` or `INVALID_URL` for issuer or resource,
 *   `INVALID_TTL`;
 *   Node's `EADDRINUSE` if something else listens there.
 */
export async function startAuthorizationServer(
  options: AuthorizationServerOptions,
): Promise<AuthorizationServer> {
  const { accessTokenTtlSeconds = 300, catalogue, database, directory, resource } = options;
  const { logger, now = () => new Date(), requireDpopNonce = true, revocations } = options;
  const requestedIssuer = parseIssuer(options.issuer);
  assertResource(resource);
  assertLifetime(accessTokenTtlSeconds);
  const report = (error: unknown) => logger?.error(describeFailure(error));

  const db = await openTables(database);
  await sweepExpired(db, now());
  const keys = await loadServerKeys(db);

  const server = createServer();
  const issuer = await listen(server, requestedIssuer);
  // Made in the same turn in which the server began to listen, so that no request finds it missing.
  const handle = createProvider({
    issuer,
    resource,
    catalogue,
    directory: revocations
      ? publishRevocations(directory, { issuer: issuer.origin, publisher: revocations, report })
      : directory,
    db,
    keys,
    formTokens: createFormTokens({ db, now }),
    accessTokenTtlSeconds,
    requireDpopNonce,
    now,
    report,
  }).callback();
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

/**
 * Name and message alone, on one line: a database error also carries the query's parameters, tokens
 * among them.
 */
function describeFailure(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message}`.replaceAll(/\s+/g, ' ')
    : 'an unknown failure';
}
