import { loadConfig } from '../load-config.js';
import { startAll, type RunningSystem } from '../start-all.js';

export interface StartOptions {
  /** Path of the configuration file. */
  readonly config: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
  /** Takes what went wrong while the servers run. */
  readonly printError: (line: string) => void;
  /** Resolves when the servers are to stop, such as at SIGINT. */
  readonly stopped: Promise<unknown>;
}

/** `stepscope start`: runs what the configuration names until told to stop. */
export async function start(options: StartOptions): Promise<void> {
  const { config, env, print, printError, stopped } = options;
  const logger = { error: (line: string) => printError(`Authorization server: ${line}`) };
  const system = await startAll(await loadConfig(config, { env }), { logger });
  for (const line of describe(system)) print(line);
  await stopped;
  print('Stopping.');
  await system.close();
}

function describe({ servers, users }: RunningSystem): string[] {
  const width = Math.max(...servers.map(({ name }) => name.length));
  const rows = servers.map(({ name, url }) => `  ${name.padEnd(width)}  ${url}`);
  const people = users.map(({ name, roles }) => `  ${name} – ${roles.join(', ') || 'no role'}`);
  return ['', ...rows, '', 'Demo users (no password):', ...people, '', 'Stop with Ctrl-C.'];
}
