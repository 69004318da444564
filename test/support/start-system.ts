import { workspaceConfig } from '../../examples/workspace/src/workspace-config.js';
import {
  startAll,
  type RunningSystem,
  type StepscopeConfig,
} from '../../packages/cli/src/index.js';
import { freePorts } from './free-ports.js';

/** Changes the demo's configuration for a story. */
export type ChangeConfig = (config: StepscopeConfig) => StepscopeConfig;

/** Starts the demo on free ports as `stepscope start` does, in this process. */
export async function startSystem(
  stateDirectory: string,
  change: ChangeConfig = (config) => config,
): Promise<{ readonly system: RunningSystem; readonly config: StepscopeConfig }> {
  const ports = await freePorts('authPort', 'apiPort', 'appPort');
  const config = change(workspaceConfig({ ...ports, stateDirectory }));
  return { system: await startAll(config), config };
}
