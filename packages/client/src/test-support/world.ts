import { defineCatalogue, standard, type ProviderProfile } from '@stepscope/core';
import {
  createFakeBrowser,
  refuseUnhandled,
  stepscopeHandlers,
  type FakePage,
  type StepscopeSwitches,
} from '@stepscope/testing/msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Client } from '../client.js';
import type { ClientOptions } from '../client-options.js';
import { createClient } from '../create-client.js';
import type { PermissionPrompt, PermissionRequest } from '../prompt/permission-prompt.js';

export const issuer = 'https://login.example';
export const resource = 'https://api.example/v1';
export const app = 'https://app.example';
export const redirectUri = `${app}/callback`;

export const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files', includes: ['List files', 'Open files'] },
    'files:write': { title: 'Change files' },
    'tasks:write': { title: 'Change tasks' },
    'mail:send': { title: 'Send mail' },
    'admin:all': { title: 'Administer' },
  },
  actions: {
    'files.create': { title: 'Create a file', requires: 'files:write' },
    'plans.make': {
      title: 'Make a plan',
      requires: { allOf: ['files:write', 'tasks:write'] },
    },
    'notes.share': {
      title: 'Share a note',
      requires: { anyOf: ['admin:all', 'mail:send'] },
    },
  },
});

/** Another API of the same authorization server. */
export const notes = 'https://notes.example/api';

export const notesCatalogue = defineCatalogue({
  scopes: { 'notes:read': { title: 'Read notes' }, 'notes:write': { title: 'Change notes' } },
  actions: { 'notes.add': { title: 'Add a note', requires: 'notes:write' } },
});

/** One whose scopes are called as those of the first, and are others. */
export const archive = 'https://api.example/v1/archive';

export const archiveCatalogue = defineCatalogue({
  scopes: { 'files:read': { title: 'Read old files' }, 'files:write': { title: 'Change them' } },
});

export type Scope = 'files:read' | 'files:write' | 'tasks:write' | 'mail:send' | 'admin:all';
export type Action = 'files.create' | 'plans.make' | 'notes.share';
export type TestClient = Client<Scope, Action>;

/** A prompt that a test answers itself. */
export interface ScriptedPrompt extends PermissionPrompt {
  /** Every request that was shown, in order. */
  readonly shown: PermissionRequest[];
  /** What to do when one is shown. */
  onShow: (request: PermissionRequest) => void;
}

export function scriptedPrompt(
  onShow: (request: PermissionRequest) => void = (request) => request.approve(),
): ScriptedPrompt {
  const prompt: ScriptedPrompt = {
    shown: [],
    onShow,
    show(request) {
      prompt.shown.push(request);
      prompt.onShow(request);
    },
  };
  return prompt;
}

/** One request to the token endpoint or to the API, as it was sent. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | null;
  readonly params: URLSearchParams;
}

/** An authorization server, an API, a browser and a clock for the tests of one file. */
export function createWorld({ provider = standard }: { readonly provider?: ProviderProfile } = {}) {
  const switches: StepscopeSwitches = {};
  const sent: SentRequest[] = [];
  const clock = { now: Date.now() };
  const now = (): number => clock.now;
  const server = setupServer(
    ...stepscopeHandlers({
      issuer,
      resource,
      catalogue,
      provider,
      switches,
      routes: [
        { method: 'get', path: '/files', needs: 'files:read' },
        { method: 'get', path: '/tasks', needs: 'tasks:write' },
        { method: 'get', path: '/plans', needs: 'plans.make' },
        { method: 'get', path: '/admin', needs: 'admin:all' },
        {
          method: 'post',
          path: '/files',
          needs: 'files.create',
          respond: async ({ request }) => new Response(await request.text()),
        },
        { method: 'post', path: '/notes', needs: 'notes.share' },
        { method: 'get', path: '/payments', needs: 'files:read', acrValues: ['mfa', 'otp'] },
        { method: 'post', path: '/payments', needs: 'files:read', acrValues: ['mfa', 'otp'] },
        { method: 'get', path: '/secrets', needs: 'files:read', maxAgeSeconds: 300 },
        { method: 'get', path: '/ledger', needs: 'tasks:write', acrValues: ['mfa', 'otp'] },
      ],
      resources: {
        [notes]: {
          catalogue: notesCatalogue,
          routes: [
            { method: 'get', path: '/list', needs: 'notes:read' },
            { method: 'post', path: '/list', needs: 'notes.add' },
          ],
        },
        [archive]: {
          catalogue: archiveCatalogue,
          routes: [{ method: 'get', path: '/old', needs: 'files:read' }],
        },
      },
    }),
  );

  const record = async (request: Request): Promise<void> => {
    const copy = request.clone();
    const { method, url } = copy;
    const body = /\/(token|revoke|par)$/.test(url) ? await copy.text() : '';
    const authorization = copy.headers.get('Authorization');
    sent.push({ method, url, authorization, params: new URLSearchParams(body) });
  };

  beforeAll(() => {
    server.events.on('request:start', ({ request }) => void record(request));
    server.listen(refuseUnhandled);
  });
  afterEach(() => {
    for (const name of Object.keys(switches)) delete switches[name as keyof StepscopeSwitches];
    server.resetHandlers();
    sent.length = 0;
    clock.now = Date.now();
  });
  afterAll(() => server.close());

  const options = (page: FakePage): ClientOptions<Scope, Action> => ({
    issuer,
    clientId: 'web',
    redirectUri,
    postLogoutRedirectUri: `${app}/`,
    resource,
    catalogue,
    scopes: { initial: ['files:read'], mayRequest: ['files:write', 'tasks:write', 'mail:send'] },
    provider,
    prompt: scriptedPrompt(),
    browser: page,
    now,
  });

  const client = (page: FakePage, more: Partial<ClientOptions<Scope, Action>> = {}): TestClient =>
    createClient({ ...options(page), ...more });

  const page = (url = `${app}/files?view=list#top`): FakePage =>
    createFakeBrowser({ url, openPage: (opened) => client(opened).handleRedirect() });

  /** A client that has signed in by redirect, on the page that it came back to. */
  const signedIn = async (
    more: Partial<ClientOptions<Scope, Action>> = {},
    first: FakePage = page(),
  ): Promise<{ client: TestClient; page: FakePage }> => {
    await client(first, more).signIn();
    const back = await first.follow();
    const made = client(back, more);
    await made.handleRedirect();
    return { client: made, page: back };
  };

  const refreshes = (): SentRequest[] =>
    sent.filter(({ params }) => params.get('grant_type') === 'refresh_token');
  const codes = (): SentRequest[] =>
    sent.filter(({ params }) => params.get('grant_type') === 'authorization_code');
  const apiCalls = (): SentRequest[] => sent.filter(({ url }) => url.startsWith(`${resource}/`));

  return {
    switches,
    sent,
    clock,
    server,
    options,
    client,
    page,
    signedIn,
    codes,
    refreshes,
    apiCalls,
  };
}

/** The parameters of an authorization request. */
export function requestOf(url: string | undefined): URLSearchParams {
  return new URL(url ?? 'about:blank').searchParams;
}
