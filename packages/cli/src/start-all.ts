import {
  createDirectory,
  startAuthorizationServer,
  type User,
} from '@stepscope/authorization-server';
import { openDatabase } from '@stepscope/database';
import { CliError } from './cli-error.js';
import type { RunningServer, StepscopeConfig } from './config.js';

/** Everything that a configuration starts, running. */
export interface RunningSystem {
  /** Name and address of each server, the authorization server first. */
  readonly servers: readonly { readonly name: string; readonly url: string }[];
  /** The people who can sign in. */
  readonly users: readonly User[];
  /** Stops every server, the last started first, and closes the database. May be called twice. */
  close(): Promise<void>;
}

export interface StartAllOptions {
  /**
   * Told of each failure of the authorization server that its users can only see as a server error: one
   * line, the error's name and message, without any value of a request. @default nobody
   */
  readonly logger?: { error(line: string): void };
}

/**
 * Opens the database, starts the authorization server and then each of `config.servers`. If one
 * cannot start, those that run are stopped again.
 * @throws {CliError} `START_FAILED` for the issuer's port in use, naming the variable to set, and for
 *   whatever one of `config.servers` rejects with. Errors of a locked state directory or of a wrong
 *   configuration come through as they are.
 */
export async function startAll(
  config: StepscopeConfig,
  { logger }: StartAllOptions = {},
): Promise<RunningSystem> {
  const { issuer, resource, catalogue } = config;
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let next = closers.pop(); next !== undefined; next = closers.pop()) await next();
  };

  try {
    const database = await openDatabase({ directory: config.stateDirectory });
    closers.push(() => database.close());
    const directory = createDirectory({ ...config, database });

    const servers: { name: string; url: string }[] = [];
    const start = async (name: string, starting: Promise<RunningServer>): Promise<void> => {
      const running = await starting;
      closers.push(() => running.close());
      servers.push({ name, url: running.url });
    };
    await start(
      'Authorization server',
      startAuthorizationServer({
        issuer,
        resource,
        catalogue,
        directory,
        database,
        ...(logger && { logger }),
        ...(config.revocations && { revocations: config.revocations }),
      }).catch((error: unknown) => {
        throw portInUse(error, config) ?? error;
      }),
    );
    for (const server of config.servers ?? []) {
      await start(
        server.name,
        server.start().catch((error: unknown) => {
          throw notStarted(server.name, error);
        }),
      );
    }
    return { servers, users: await directory.listUsers(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function portInUse(error: unknown, config: StepscopeConfig): CliError | undefined {
  if ((error as { code?: unknown } | null)?.code !== 'EADDRINUSE') return undefined;
  const { port } = new URL(config.issuer);
  const variable = config.issuerPortVariable;
  return new CliError(
    'START_FAILED',
    `Port ${port} is in use, so the authorization server cannot listen on ${config.issuer}. ` +
      `Stop what listens there, or ${variable === undefined ? 'change "issuer"' : `set ${variable} to a free port`}.`,
    { cause: error },
  );
}

function notStarted(name: string, cause: unknown): CliError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CliError('START_FAILED', `${name} could not start. ${reason}`, { cause });
}
