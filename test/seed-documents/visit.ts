import { createHash, randomBytes } from 'node:crypto';
import {
  catalogue,
  type WorkspaceAction,
  type WorkspaceScope,
} from '../../examples/workspace/src/catalogue.js';
import { colineWebClientId } from '../../examples/workspace/src/coline-web.js';
import { createColine } from '../../examples/workspace/src/coline.js';
import {
  createBrowser,
  type Page,
} from '../../packages/authorization-server/src/test-support/browser.js';
import { createClient, type Client } from '../../packages/client/src/index.js';
import { createFakeBrowser, type FakePage } from '../../packages/testing/src/msw.js';

type WorkspaceClient = Client<WorkspaceScope, WorkspaceAction>;

/** A person at the demo's authorization server, with an app that was made for a document. */
export interface WorkspaceUser {
  readonly id: string;
  readonly client: WorkspaceClient;
  readonly coline: ReturnType<typeof createColine>;
  /** Optional scopes that the person ticks on consent pages; all others stay unticked. */
  ticks: readonly string[];
  /** The scope parameter of each authorization request, protocol scopes left out. */
  readonly requests: readonly string[];
  /** The consent pages that were shown. */
  readonly consentPages: readonly string[];
  /** How many times the SDK has asked before sending the person to the authorization server. */
  readonly promptsShown: number;
  signIn(): Promise<void>;
  /** Takes a scope back on the page of connected apps. */
  takeBack(scope: WorkspaceScope): Promise<void>;
  /** Lets the app's page become visible again, a minute later. */
  returnToPage(): void;
  /** Goes through an authorization by hand, and answers its code. */
  authorize(scope: string): Promise<string>;
  /** Exchanges a code of `authorize`: the token response. */
  readonly exchangeCodeForToken: (code: string) => Promise<{ readonly scope: string }>;
}

/** What an app asks for at sign-in, and may ask for later. */
export interface AppScopes {
  readonly initial: readonly WorkspaceScope[];
  readonly mayRequest?: readonly WorkspaceScope[];
}

interface Visit {
  /** The user at the authorization server. */
  readonly id: string;
  readonly issuer: string;
  readonly api: string;
  /** Origin of the app. */
  readonly app: string;
  readonly scopes: AppScopes;
}

/** A user who opens an app for the first time, in a browser of his own. */
export function visit({ id, issuer, api, app, scopes }: Visit): WorkspaceUser {
  const browser = createBrowser(issuer);
  const requests: string[] = [];
  const consentPages: string[] = [];
  let promptsShown = 0;
  let passedMs = 0;

  /** Notes the scope of an authorization request, whether it is pushed or sent as a URL. */
  const note = (params: URLSearchParams): void => {
    const scope = params.get('scope') ?? '';
    if (!params.has('code_challenge')) return;
    requests.push(scope.replaceAll(/\b(openid|offline_access)\b ?/g, '').trim());
  };

  /** What the person does at the authorization server, until it sends the browser back. */
  const answerPages = async (url: string): Promise<URL> => {
    note(new URL(url).searchParams);
    let page: Page = await browser.get(url);
    if (page.body.includes('/sign-in"'))
      page = await browser.submit(page, '/sign-in', { user: id });
    if (page.body.includes('/consent"')) {
      consentPages.push(page.body);
      page = await browser.submit(page, '/consent', { scope: user.ticks });
    }
    if (page.location === undefined) throw new Error(`Not sent back from ${page.url}.`);
    return new URL(page.location);
  };

  const makeClient = (page: FakePage): WorkspaceClient =>
    createClient({
      issuer,
      clientId: colineWebClientId,
      redirectUri: `${app}/callback`,
      resource: api,
      catalogue,
      scopes,
      browser: page,
      fetch(input, init) {
        if (init?.body instanceof URLSearchParams) note(init.body);
        return fetch(input, init);
      },
      now: () => Date.now() + passedMs,
      mayReplay: () => true,
      prompt: {
        show(request) {
          promptsShown++;
          request.approve();
        },
      },
    });
  const page = createFakeBrowser({
    url: `${app}/`,
    fetch: async (input) => {
      const { href } = await answerPages(new Request(input).url);
      return new Response(null, { status: 302, headers: { Location: href } });
    },
    openPage: (popup) => makeClient(popup).handleRedirect(),
  });
  const client = makeClient(page);

  const verifier = randomBytes(32).toString('base64url');
  const user: WorkspaceUser = {
    id,
    client,
    coline: createColine({ api, fetch: client.fetch }),
    ticks: [...catalogue.scopes.keys()],
    requests,
    consentPages,
    get promptsShown() {
      return promptsShown;
    },
    async signIn() {
      await client.handleRedirect();
      await client.signIn({ via: 'popup' });
    },
    async takeBack(scope) {
      const connectedApps = await browser.get('/connected-apps');
      const answer = await browser.submit(connectedApps, '/take-back', { scope });
      if (answer.status !== 200) throw new Error(`Not taken back: ${answer.status}.`);
    },
    returnToPage() {
      passedMs += 60_000;
      page.becomeVisible();
    },
    async authorize(scope) {
      const url = new URL('/auth', issuer);
      url.search = new URLSearchParams({
        client_id: colineWebClientId,
        redirect_uri: `${app}/callback`,
        response_type: 'code',
        scope: `openid ${scope}`,
        resource: api,
        state: 'state',
        nonce: 'nonce',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      }).toString();
      const { searchParams } = await answerPages(url.href);
      return searchParams.get('code') ?? '';
    },
    async exchangeCodeForToken(code) {
      const response = await fetch(new URL('/token', issuer), {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: colineWebClientId,
          code,
          code_verifier: verifier,
          redirect_uri: `${app}/callback`,
        }),
      });
      if (!response.ok) throw new Error(`The token endpoint answered ${response.status}.`);
      return (await response.json()) as { scope: string };
    },
  };
  return user;
}
