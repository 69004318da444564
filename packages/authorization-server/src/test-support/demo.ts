import { createHash, randomBytes } from 'node:crypto';
import { defineCatalogue } from '@stepscope/core';
import type { Database } from '@stepscope/database';
import { vi } from 'vitest';
import { openFreshDatabase } from '../../../../test/support/fresh-database.js';
import { createDirectory } from '../directory/create-directory.js';
import type {
  ApplicationConfiguration,
  DirectoryConfiguration,
} from '../directory/directory-configuration.js';
import type { Directory } from '../directory.js';
import {
  startAuthorizationServer,
  type AuthorizationServer,
} from '../start-authorization-server.js';
import { createBrowser, type Browser, type Page } from './browser.js';

// A whole flow is a dozen requests, and the machine may be busy.
vi.setConfig({ testTimeout: 30_000 });

export const resource = 'http://localhost:4401';
export const redirectUri = 'http://localhost:4402/callback';
export const clientId = 'workspace-web';

export const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files', category: 'Files', includes: ['List files'] },
    'files:write': { title: 'Edit files', category: 'Files' },
    'files:delete': { title: 'Delete files', category: 'Files' },
    'tasks:write': { title: 'Create tasks', category: 'Tasks' },
    'billing:read': { title: 'See invoices', category: 'Billing' },
  },
});

export type DemoScope =
  (typeof catalogue)['scopes'] extends ReadonlyMap<infer S, unknown> ? S : never;

export const application: ApplicationConfiguration<DemoScope> = {
  clientId,
  name: 'Workspace',
  redirectUris: [redirectUri],
  postLogoutRedirectUris: ['http://localhost:4402/'],
  allowed: [
    'openid',
    'offline_access',
    'profile',
    'files:read',
    'files:write',
    'files:delete',
    'tasks:write',
  ],
  reasons: {
    'files:write': { reason: 'So that you can edit here.', without: 'Editing stays off' },
  },
};

export const configuration: DirectoryConfiguration<DemoScope> = {
  catalogue,
  roles: {
    reader: { title: 'Reader', capabilities: [{ title: 'Read', scopes: ['files:read'] }] },
    editor: {
      title: 'Editor',
      capabilities: [
        { title: 'Edit', scopes: ['files:read', 'files:write', 'tasks:write', 'billing:read'] },
      ],
    },
  },
  users: [
    { id: 'ada', name: 'Ada Lovelace', email: 'ada@example.com', roles: ['editor'] },
    { id: 'bob', name: 'Bob Reader', roles: ['reader'] },
  ],
  applications: [application],
};

export interface TokenResponse {
  readonly status: number;
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly token_type?: string;
  readonly scope?: string;
  readonly unavailable_scope?: string;
  readonly error?: string;
}

export interface Demo {
  readonly server: AuthorizationServer;
  readonly directory: Directory;
  readonly database: Database;
  /** The address of an authorization request; `scope` comes after `openid offline_access`. */
  authorize(
    scope: string,
    extra?: Record<string, string | undefined>,
  ): { url: string; verifier: string };
  token(fields: Record<string, string>, headers?: Record<string, string>): Promise<TokenResponse>;
  browser(): Browser;
  close(): Promise<void>;
}

/** A real server on a free port; give it a database and issuer to start it again with changes. */
export async function startDemo(
  changes: {
    readonly configuration?: Partial<DirectoryConfiguration<DemoScope>>;
    readonly database?: Database;
    readonly issuer?: string;
    readonly requireDpopNonce?: boolean;
  } = {},
): Promise<Demo> {
  const { requireDpopNonce } = changes;
  const database = changes.database ?? (await openFreshDatabase());
  const directory = createDirectory({ ...configuration, ...changes.configuration, database });
  const server = await startAuthorizationServer({
    issuer: changes.issuer ?? 'http://localhost:0',
    resource,
    catalogue: changes.configuration?.catalogue ?? catalogue,
    directory,
    database,
    ...(requireDpopNonce !== undefined && { requireDpopNonce }),
  });
  return {
    server,
    directory,
    database,
    browser: () => createBrowser(server.url),
    authorize(scope, extra = {}) {
      const verifier = randomBytes(32).toString('base64url');
      const url = new URL('/auth', server.url);
      const params: Record<string, string | undefined> = {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: `openid offline_access ${scope}`.trim(),
        resource,
        state: 'state-1',
        nonce: 'nonce-1',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...extra,
      };
      for (const [name, value] of Object.entries(params)) {
        if (value !== undefined) url.searchParams.set(name, value);
      }
      return { url: url.href, verifier };
    },
    async token(fields, headers) {
      const response = await fetch(`${server.url}/token`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: clientId, ...fields }),
        headers: { origin: new URL(redirectUri).origin, ...headers },
      });
      return { status: response.status, ...((await response.json()) as object) } as TokenResponse;
    },
    async close() {
      await server.close();
      if (changes.database === undefined) await database.close();
    },
  };
}

/** The parameters with which a browser was sent back to the application. */
export function callbackOf(page: Page): URLSearchParams {
  if (page.location?.startsWith(redirectUri) !== true) {
    throw new Error(`Not sent to the callback but to ${page.url} (${page.status}):\n${page.body}`);
  }
  return new URL(page.location).searchParams;
}

/** Goes from an authorization request to tokens: signs in if asked to, ticks `ticked`, exchanges. */
export async function authorizeAs(
  demo: Demo,
  browser: Browser,
  options: {
    readonly user: string;
    readonly scope: string;
    readonly ticked?: readonly string[];
    readonly extra?: Record<string, string | undefined>;
  },
): Promise<TokenResponse & { readonly pages: readonly string[] }> {
  const { url, verifier } = demo.authorize(options.scope, options.extra);
  const pages: string[] = [];
  let page = await browser.get(url);
  if (page.body.includes('/sign-in"')) {
    pages.push('sign-in');
    page = await browser.submit(page, '/sign-in', { user: options.user });
  }
  if (page.body.includes('/consent"')) {
    pages.push('consent');
    page = await browser.submit(page, '/consent', {
      scope: options.ticked ?? options.scope.split(' '),
    });
  }
  const code = callbackOf(page).get('code');
  if (code === null) throw new Error(`No code: ${page.location}`);
  return { ...(await exchange(demo, code, verifier)), pages };
}

export function exchange(demo: Demo, code: string, verifier: string): Promise<TokenResponse> {
  return demo.token({
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: redirectUri,
  });
}

export function refresh(demo: Demo, tokens: TokenResponse): Promise<TokenResponse> {
  return demo.token({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' });
}
