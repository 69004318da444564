import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceConfig } from '../../examples/workspace/src/workspace-config.js';
import { startAll } from '../../packages/cli/src/index.js';
import { freePorts } from '../support/free-ports.js';
import { visit, type AppScopes, type WorkspaceUser } from './visit.js';

const maxVisitors = 50;

/** The demo without its app: the real authorization server and the real API. */
export interface RunningServers {
  /** Somebody new, who may do everything, in a browser of his own. */
  visit(scopes: AppScopes): WorkspaceUser;
  close(): Promise<void>;
}

export async function startServers(): Promise<RunningServers> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'stepscope-documents-'));
  const ports = await freePorts('authPort', 'apiPort', 'appPort');
  const config = workspaceConfig({ ...ports, stateDirectory });
  const servers = config.servers?.filter(({ name }) => name === 'API') ?? [];
  const visitors = Array.from({ length: maxVisitors }, (_, index) => `visitor-${index + 1}`);
  const users = visitors.map((id) => ({ id, name: id, roles: ['owner'] }));
  const running = await startAll({ ...config, servers, users });
  const app = `http://localhost:${ports.appPort}`;

  return {
    visit(scopes) {
      const id = visitors.shift();
      if (id === undefined) throw new RangeError(`No more than ${maxVisitors} visits.`);
      return visit({ id, issuer: config.issuer, api: config.resource, app, scopes });
    },
    async close() {
      await running.close();
      await rm(stateDirectory, { recursive: true });
    },
  };
}
