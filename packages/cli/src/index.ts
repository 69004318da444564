export { CliError, type CliErrorCode } from './cli-error.js';
export type {
  ConfigContext,
  ConfigSource,
  RunningServer,
  StepscopeConfig,
  StepscopeServer,
} from './config.js';
export { defineConfig } from './define-config.js';
export { loadConfig } from './load-config.js';
export { startAll, type RunningSystem, type StartAllOptions } from './start-all.js';
