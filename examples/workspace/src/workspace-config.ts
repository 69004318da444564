import { memoryRevocationFeed } from '@stepscope/express';
import { join } from 'node:path';
import type { StepscopeConfig } from 'stepscope';
import { startApi } from './api/start-api.js';
import { startApp } from './app/start-app.js';
import { catalogue, type WorkspaceScope } from './catalogue.js';
import { colineWeb, colineWebClientId } from './coline-web.js';
import { workspaceRoles, workspaceUsers } from './workspace-roles.js';

export interface WorkspaceSettings {
  readonly authPort: number;
  readonly apiPort: number;
  readonly appPort: number;
  /** Directory for everything that outlives a restart. */
  readonly stateDirectory: string;
}

/** The whole demo: an authorization server, the API and the browser app, all on localhost. */
export function workspaceConfig(settings: WorkspaceSettings): StepscopeConfig<WorkspaceScope> {
  const { authPort, apiPort, appPort, stateDirectory } = settings;
  const issuer = `http://localhost:${authPort}`;
  const resource = `http://localhost:${apiPort}`;
  const appOrigin = `http://localhost:${appPort}`;
  const revocations = memoryRevocationFeed();

  return {
    issuer,
    issuerPortVariable: 'AUTH_PORT',
    resource,
    catalogue,
    stateDirectory,
    roles: workspaceRoles,
    users: workspaceUsers,
    applications: [colineWeb(appOrigin)],
    revocations,
    servers: [
      {
        name: 'API',
        start: () =>
          startApi({
            port: apiPort,
            issuer,
            resource,
            appOrigin,
            revocationFeed: revocations,
            directory: join(stateDirectory, 'api'),
          }),
      },
      {
        name: 'App',
        start: () =>
          startApp({ port: appPort, issuer, api: resource, clientId: colineWebClientId }),
      },
    ],
  };
}
