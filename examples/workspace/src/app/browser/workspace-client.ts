import { createClient } from '@stepscope/client';
import { catalogue } from '../../catalogue.js';
import type { WorkspaceClient } from './app.js';
import type { AppConfig } from './app-config.js';
import { dialogPrompt } from './dialog-prompt.js';

/** The SDK for this app: it starts with reading files, and may ask for the rest later. */
export function workspaceClient({ issuer, api, clientId }: AppConfig): WorkspaceClient {
  return createClient({
    issuer,
    clientId,
    resource: api,
    redirectUri: `${location.origin}/callback`,
    postLogoutRedirectUri: `${location.origin}/`,
    catalogue,
    scopes: {
      initial: ['files:read', 'profile'],
      mayRequest: [...catalogue.scopes.keys()].filter((scope) => scope !== 'files:read'),
    },
    prompt: dialogPrompt(),
    // The workspace's API checks scopes before it does anything, so a refused call did nothing.
    mayReplay: () => true,
  });
}
