import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceConfig } from '../../examples/workspace/src/workspace-config.js';
import {
  startAll,
  type RunningSystem,
  type StepscopeConfig,
} from '../../packages/cli/src/index.js';
import { freePorts } from './free-ports.js';

/** Changes the demo's configuration for a story. */
export type ChangeConfig = (config: StepscopeConfig) => StepscopeConfig;

/** The demo – authorization server, API and app – on free ports, with a state directory of its own. */
export interface RunningWorkspace {
  readonly issuer: string;
  readonly api: string;
  readonly app: string;
  /** Stops every server and starts them again on the same ports and state, changed by `change`. */
  restart(change?: ChangeConfig): Promise<void>;
  close(): Promise<void>;
}

/** Starts the demo as `stepscope start` does, in this process. */
export async function startWorkspace(change: ChangeConfig = same): Promise<RunningWorkspace> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'stepscope-story-'));
  const ports = await freePorts('authPort', 'apiPort', 'appPort');
  const config = change(workspaceConfig({ ...ports, stateDirectory }));
  let running: RunningSystem = await startAll(config);

  return {
    issuer: `http://localhost:${ports.authPort}`,
    api: `http://localhost:${ports.apiPort}`,
    app: `http://localhost:${ports.appPort}`,
    async restart(changeAgain = same) {
      await running.close();
      running = await startAll(changeAgain(config));
    },
    async close() {
      await running.close();
      await rm(stateDirectory, { recursive: true, force: true });
    },
  };
}

function same(config: StepscopeConfig): StepscopeConfig {
  return config;
}
