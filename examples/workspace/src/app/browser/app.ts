import type { Client } from '@stepscope/client';
import type { WorkspaceAction, WorkspaceScope } from '../../catalogue.js';
import type { AppConfig } from './app-config.js';
import type { Announcer } from './announcer.js';
import type { TaskApi } from './task-api.js';
import type { WorkspaceApi } from './workspace-api.js';

export type WorkspaceClient = Client<WorkspaceScope, WorkspaceAction>;

/** What every part of the page works with. */
export interface App {
  readonly config: AppConfig;
  readonly client: WorkspaceClient;
  readonly api: WorkspaceApi;
  readonly tasks: TaskApi;
  readonly announcer: Announcer;
}

/** A part of the page that is shown now. Its signal aborts when it is taken down. */
export interface Shown {
  readonly signal: AbortSignal;
}

/** Runs `update` now, and after every change of the client until the part is taken down. */
export function whileShown({ client }: App, { signal }: Shown, update: () => void): void {
  const unsubscribe = client.subscribe(update);
  signal.addEventListener('abort', unsubscribe, { once: true });
  update();
}
