import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startAll } from '../../packages/cli/src/index.js';
import { startSystem, type ChangeConfig } from './start-system.js';

/** The demo – authorization server, API and app – on free ports, with a state directory of its own. */
export interface RunningWorkspace {
  readonly issuer: string;
  readonly api: string;
  readonly app: string;
  /** Stops every server and starts them again on the same ports and state, changed by `change`. */
  restart(change: ChangeConfig): Promise<void>;
  close(): Promise<void>;
}

/** Starts the demo in a fresh state, with a configuration changed by `change`. */
export async function startWorkspace(change: ChangeConfig): Promise<RunningWorkspace> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'stepscope-story-'));
  await cp(inject('freshState'), stateDirectory, { recursive: true });
  const { system, config } = await startSystem(stateDirectory, change);
  const [issuer, api, app] = system.servers.map(({ url }) => url);
  if (issuer === undefined || api === undefined || app === undefined) {
    throw new Error('The demo consists of an authorization server, an API and an app.');
  }
  let running = system;

  return {
    issuer,
    api,
    app,
    async restart(changeAgain) {
      await running.close();
      running = await startAll(changeAgain(config));
    },
    async close() {
      await running.close();
      await rm(stateDirectory, { recursive: true, force: true });
    },
  };
}
