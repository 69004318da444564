import { defineCatalogue } from '@stepscope/core';
import {
  createDpopKey,
  startTestIssuer,
  type DpopKey,
  type ProofOptions,
  type TestIssuer,
} from '@stepscope/testing';
import express, { type Express, type RequestHandler } from 'express';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished } from 'vitest';
import { createResourceServer, type ResourceServerOptions } from '../index.js';
import { sendLines, type Answer } from './send-lines.js';

const catalogue = defineCatalogue({
  scopes: { 'files:read': { title: 'Read files' }, 'files:write': { title: 'Write files' } },
});
type Options = ResourceServerOptions<'files:read' | 'files:write', never>;
export type DpopApiOptions = Partial<
  Pick<Options, 'resource' | 'audience' | 'dpop' | 'onIssuerUnavailable'>
>;

export const resource = 'https://api.example';
export const metadataUrl = 'https://api.example/.well-known/oauth-protected-resource';
export const realm = `realm="${resource}"`;
export const algs = 'algs="ES256 Ed25519 EdDSA"';
/** How every challenge of the scheme `DPoP` ends. */
export const tail = `${algs}, resource_metadata="${metadataUrl}"`;
export const exposed = 'WWW-Authenticate, DPoP-Nonce, Retry-After';

/** A full hour, so that no slice of time ends during a test unasked. */
const START = Date.UTC(2026, 10, 22, 12);

/** What the tests of a file share. The clock is set back before each. */
export interface DpopWorld {
  readonly issuer: TestIssuer;
  readonly key: DpopKey;
  nowMs: number;
}

/** An issuer and a client's key, with a clock that only tests move. */
export function dpopWorld(): DpopWorld {
  const world = { nowMs: START } as { -readonly [K in keyof DpopWorld]: DpopWorld[K] };
  const now = (): number => world.nowMs;
  beforeAll(async () => {
    world.issuer = await startTestIssuer({ algorithms: ['ES256'], audience: resource, now });
    world.key = await createDpopKey({ now });
  });
  afterAll(() => world.issuer.close());
  beforeEach(() => {
    world.nowMs = START;
  });
  return world;
}

/** A running API that takes DPoP, and what its client sends. */
export interface DpopApi {
  /** How many requests have reached a handler. */
  handled: number;
  send(line: string, headers?: readonly (readonly [string, string])[]): Promise<Answer>;
  /** Sends a bound token with a proof that is right, except for `change`. */
  call(line: string, change?: Partial<ProofOptions>, scopes?: string[]): Promise<Answer>;
}

/** Starts an API: `GET /files` needs `files:read`; two guards of `POST /files` want `files:write`. */
export function startDpopApi(
  world: DpopWorld,
  options: DpopApiOptions = {},
  mount: (routes: Express) => Express = (routes) => routes,
): DpopApi {
  const api = createResourceServer({
    issuer: world.issuer.issuer,
    resource,
    catalogue,
    dpop: { nonce: false },
    now: () => world.nowMs,
    ...options,
  });
  const routes = express().use(api.metadata());
  routes.get('/files', api.requireScopes('files:read'), (req, res) => {
    started.handled++;
    res.json({ key: api.getAuth(req).keyThumbprint ?? null });
  });
  // Side by side, the first guard would answer for both.
  const between: RequestHandler = (_req, _res, next) => next();
  routes.post(
    '/files',
    api.authenticate(),
    between,
    api.requireScopes('files:write'),
    (_req, res) => {
      started.handled++;
      res.json({});
    },
  );
  const server = mount(routes).listen(0);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const base = `http://localhost:${(server.address() as AddressInfo).port}`;
  const started: DpopApi = {
    handled: 0,
    send: (line, headers) => sendLines(base, line, headers),
    async call(line, change = {}, scopes = ['files:read', 'files:write']) {
      const accessToken = await world.issuer.mint({ scopes, dpopKey: world.key });
      const [method, path] = line.split(' ') as [string, string];
      const options = { method, url: resource + path, accessToken, ...change };
      return sendLines(base, line, dpopHeaders(accessToken, await world.key.proof(options)));
    },
  };
  return started;
}

export function dpopHeaders(token: string, proof: string): readonly (readonly [string, string])[] {
  return [
    ['Authorization', `DPoP ${token}`],
    ['DPoP', proof],
  ];
}

export function bearerHeader(token: string): readonly [string, string] {
  return ['Authorization', `Bearer ${token}`];
}

/** Expects a refusal with exactly this challenge. */
export function expectDenied(
  answer: Answer,
  status: number,
  challenge: string,
  code: string,
): void {
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject({
    'www-authenticate': challenge,
    'cache-control': 'no-store',
    'content-type': 'application/problem+json',
    'access-control-expose-headers': exposed,
  });
  expect(answer.body).toMatchObject({ status, code });
}
