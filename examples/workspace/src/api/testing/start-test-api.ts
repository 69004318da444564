import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestIssuer } from '@stepscope/testing';
import type { Express } from 'express';
import { copyFreshDatabase } from '../../../../../test/support/fresh-database.js';
import type { WorkspaceScope } from '../../catalogue.js';
import { startLocalServer } from '../../start-local-server.js';
import { createApi } from '../create-api.js';
import { createGuards } from '../guards.js';
import { createJavaScriptRunner } from '../kairo/run-java-script.js';
import { openStore } from '../store/open-store.js';

/** One call to an API under test. */
export interface TestCall {
  /** Scopes of the token; without the member, no token is sent. */
  readonly scopes?: readonly WorkspaceScope[];
  /** @default 'ben' */
  readonly subject?: string;
  /** Bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body, parsed if it is JSON. */
  readonly body: unknown;
}

export interface TestApi {
  readonly app: Express;
  readonly url: string;
  readonly resource: string;
  /** What handlers threw and nobody foresaw. */
  readonly reported: readonly unknown[];
  call(request: `${string} /${string}`, options?: TestCall): Promise<TestAnswer>;
  close(): Promise<void>;
}

export const testAppOrigin = 'http://localhost:4402';

/** The API on a free port, with an empty store, and an issuer of its own. */
export async function startTestApi(): Promise<TestApi> {
  const resource = 'http://localhost:4401';
  const issuer = await startTestIssuer({ audience: resource });
  const now = () => new Date();
  const directory = await mkdtemp(join(tmpdir(), 'workspace-api-'));
  await copyFreshDatabase(directory);
  const store = await openStore({ directory, now });
  const reported: unknown[] = [];
  const app = createApi(
    {
      api: createGuards({ issuer: issuer.issuer, resource }),
      db: store.db,
      now,
      newId: randomUUID,
      runJavaScript: createJavaScriptRunner(),
    },
    { appOrigin: testAppOrigin, report: (error) => reported.push(error) },
  );
  const server = await startLocalServer(app, { port: 0, portVariable: 'API_PORT' });

  return {
    app,
    url: server.url,
    resource,
    reported,
    async call(request, { scopes, subject = 'ben', body, headers } = {}) {
      const [method = '', path = ''] = request.split(' ');
      const response = await fetch(server.url + path, {
        method,
        headers: {
          ...(scopes !== undefined && {
            Authorization: `Bearer ${await issuer.mint({ scopes, subject })}`,
          }),
          ...(body !== undefined && {
            'Content-Type': body instanceof Uint8Array ? 'text/plain' : 'application/json',
          }),
          ...headers,
        },
        ...(body !== undefined && {
          body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
        }),
      });
      const text = await response.text();
      const isJson = /[/+]json/.test(response.headers.get('Content-Type') ?? '');
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? JSON.parse(text) : text,
      };
    },
    async close() {
      await server.close();
      await store.close();
      await issuer.close();
      await rm(directory, { recursive: true });
    },
  };
}
