import { defineCatalogue, type ProviderProfile } from '@stepscope/core';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { DpopKey } from '../dpop/create-dpop-key.js';
import { refuseUnhandled, stepscopeHandlers, type StepscopeSwitches } from '../msw.js';
import { sha256 } from '../signing/sha256.js';

export const issuer = 'https://login.example/tenant';
export const resource = 'https://api.example';
export const mail = 'https://mail.example/v1';
export const redirectUri = 'https://app.example/callback';

export const catalogue = defineCatalogue({
  scopes: { read: { title: 'Read' }, write: { title: 'Write' } },
  actions: { 'files.create': { title: 'Create', requires: 'write' } },
});
const mailCatalogue = defineCatalogue({
  scopes: { read: { title: 'Read' }, send: { title: 'Send' } },
});

export interface Tokens {
  readonly error?: string;
  readonly access_token: string;
  readonly token_type?: string;
  readonly refresh_token?: string;
  readonly id_token: string;
  readonly scope?: string;
  readonly unavailable_scope?: string;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** A request's parameters; an array stands for a parameter that is there several times. */
type Parameters = Readonly<Record<string, string | readonly string[]>>;

interface Extras {
  readonly headers?: Readonly<Record<string, string>>;
}

const verifier = 'v'.repeat(43);

/** The fake servers and a clock, for the tests of one file, and a client without any comfort. */
export function createFakeWorld({ provider }: { readonly provider?: ProviderProfile } = {}) {
  const switches: StepscopeSwitches = {};
  const clock = { now: Date.UTC(2026, 10, 22, 12) };
  const server = setupServer(
    ...stepscopeHandlers({
      issuer,
      resource,
      catalogue,
      switches,
      now: () => clock.now,
      ...(provider !== undefined && { provider }),
      routes: [
        { method: 'get', path: '/files', needs: 'read' },
        {
          method: 'post',
          path: '/files/:id',
          needs: 'files.create',
          respond: ({ params, token }) => Response.json({ ...params, sub: token.sub }),
        },
        {
          method: 'delete',
          path: '/files',
          needs: 'write',
          acrValues: ['high'],
          maxAgeSeconds: 60,
        },
      ],
      resources: {
        [mail]: {
          catalogue: mailCatalogue,
          routes: [{ method: 'post', path: '/drafts', needs: 'send' }],
        },
      },
    }),
  );
  beforeAll(() => server.listen(refuseUnhandled));
  afterEach(() => {
    for (const name of Object.keys(switches)) delete switches[name as keyof StepscopeSwitches];
  });
  afterAll(() => server.close());

  const post = async <T = Record<string, unknown>>(
    path: string,
    parameters: Parameters,
    { headers = {} }: Extras = {},
  ): Promise<Answer<T>> => {
    const body = form({ client_id: 'web', ...parameters });
    const response = await fetch(`${issuer}${path}`, { method: 'POST', body, headers });
    const { status } = response;
    return { status, headers: response.headers, body: (await response.json()) as T };
  };

  /** The parameters of an authorization request for `scope`. */
  const request = async (scope: string, more: Parameters = {}): Promise<Parameters> => ({
    response_type: 'code',
    client_id: 'web',
    redirect_uri: redirectUri,
    scope,
    resource,
    state: 's',
    code_challenge: await sha256(verifier),
    code_challenge_method: 'S256',
    ...more,
  });

  const authorize = async (parameters: Parameters): Promise<URLSearchParams> => {
    const url = `${issuer}/authorize?${form(parameters).toString()}`;
    const response = await fetch(url, { redirect: 'manual' });
    const location = new URL(response.headers.get('Location') ?? 'about:blank');
    expect(location.href).toContain(`${redirectUri}?`);
    return location.searchParams;
  };

  const redeem = async (
    code: string | null,
    more: Parameters = {},
    extras: Extras = {},
  ): Promise<Tokens> => {
    const grant = { grant_type: 'authorization_code', code: code ?? '', code_verifier: verifier };
    const parameters = { ...grant, redirect_uri: redirectUri, ...more };
    return (await post<Tokens>('/token', parameters, extras)).body;
  };

  /** The tokens of a user who signs in and leaves everything to the switches. */
  const signIn = async (
    scope = 'openid offline_access read',
    { request: more = {}, token = {}, headers = {} }: SignInExtras = {},
  ): Promise<Tokens> => {
    const response = await authorize(await request(scope, more));
    return redeem(response.get('code'), token, { headers });
  };

  const refresh = async (
    { refresh_token: refreshToken = '' }: Tokens,
    more: Parameters = {},
    extras: Extras = {},
  ): Promise<Tokens> => {
    const parameters = { grant_type: 'refresh_token', refresh_token: refreshToken, ...more };
    return (await post<Tokens>('/token', parameters, extras)).body;
  };

  /** Calls an API with a Bearer token, or by DPoP with a key. */
  const call = async (
    { access_token: accessToken }: Tokens,
    { method = 'GET', url = `${resource}/files`, dpopKey, nonce }: CallOptions = {},
  ): Promise<Response> => {
    const headers: Record<string, string> = {
      Authorization: `${dpopKey === undefined ? 'Bearer' : 'DPoP'} ${accessToken}`,
    };
    if (dpopKey !== undefined) {
      const more = nonce === undefined ? {} : { nonce };
      headers['DPoP'] = await dpopKey.proof({ method, url, accessToken, ...more });
    }
    return fetch(url, { method, headers });
  };

  return { switches, clock, server, post, request, authorize, redeem, signIn, refresh, call };
}

interface SignInExtras extends Extras {
  /** More parameters of the authorization request. */
  readonly request?: Parameters;
  /** More parameters of the token request. */
  readonly token?: Parameters;
}

interface CallOptions {
  readonly method?: string;
  readonly url?: string;
  readonly dpopKey?: DpopKey;
  readonly nonce?: string;
}

function form(parameters: Parameters): URLSearchParams {
  return new URLSearchParams(
    Object.entries(parameters).flatMap(([name, value]) =>
      (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
    ),
  );
}
