import { fileURLToPath } from 'node:url';
import { defineConfig } from 'stepscope';
import { portFrom } from './port-from.js';
import { workspaceConfig } from './workspace-config.js';

export default defineConfig(({ env }) =>
  workspaceConfig({
    authPort: portFrom(env, 'AUTH_PORT', 4400),
    apiPort: portFrom(env, 'API_PORT', 4401),
    appPort: portFrom(env, 'APP_PORT', 4402),
    stateDirectory:
      env['STATE_DIRECTORY'] ?? fileURLToPath(new URL('../.stepscope', import.meta.url)),
  }),
);
