import type { Browser, Page } from 'playwright-core';
import { describe, expect, onTestFinished } from 'vitest';
import { createDpopKey } from '../../packages/testing/src/index.js';
import { ConsentPage } from '../support/consent-page.js';
import { makeClockMovable, moveClock } from '../support/movable-clock.js';
import {
  claimsOf,
  provenRequests,
  thumbprintOf,
  type ProvenRequest,
} from '../support/proven-requests.js';
import { story } from '../support/story.js';
import type { RunningWorkspace } from '../support/running-workspace.js';
import type { StoryUser } from '../support/story-users.js';
import { serveTabsPage } from '../support/tabs-page/serve-tabs-page.js';
import { until } from '../support/until.js';
import { Wire } from '../support/wire.js';

describe('a client with dpop()', () => {
  story(
    'signs in, steps up and calls with tokens that are bound to one key, and a proof of its own for each request',
    async ({ browser, user, workspace }) => {
      const { page, proven, wire } = await signIn(browser, workspace, user);
      expect(await call(page, '/drives')).toBe(200);
      expect(await call(page, '/drives')).toBe(200);
      const steppedUp = call(page, '/taskboards');
      const [opened] = await Promise.all([
        page.waitForEvent('popup'),
        page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click(),
      ]);
      await new ConsentPage(opened).allow('Read tasks');
      expect(await steppedUp).toBe(200);

      const [{ jkt }] = proven as readonly [ProvenRequest];
      for (const { token_type: type, access_token: token } of await tokenAnswers(proven)) {
        expect(type).toBe('DPoP');
        expect(claimsOf(token)['cnf']).toEqual({ jkt });
      }
      expect(new Set(proven.map((request) => request.jkt))).toEqual(new Set([jkt]));
      expect(new Set(proven.map(({ claims }) => claims['jti'])).size).toBe(proven.length);
      for (const { claims, target } of proven) {
        expect([claims['htm'], claims['htu']].join(' ')).toBe(target);
      }
      const calls = proven.filter(({ target }) => target.includes(workspace.api));
      expect(calls.map(({ authorization }) => authorization?.split(' ')[0])).toEqual(
        wire.apiAnswers.map(() => 'DPoP'),
      );
    },
  );

  story(
    'answers the nonce of the authorization server and that of the API, each once and each with its own [S1.18, S1.19]',
    async ({ browser, user, workspace }) => {
      const { page, proven } = await signIn(browser, workspace, user);
      expect(await call(page, '/drives')).toBe(200);
      expect(await call(page, '/drives')).toBe(200);

      const at = (server: string) => proven.filter(({ target }) => target.includes(server));
      const push = at(`${workspace.issuer}/request`);
      const token = at(`${workspace.issuer}/token`);
      const api = at(workspace.api);
      expect(push.map((request) => request.status)).toEqual([400, 201]);
      expect(token.map((request) => request.status)).toEqual([400, 200]);
      expect(api.map((request) => request.status)).toEqual([401, 200, 200]);
      for (const requests of [push, token, api]) {
        const last = requests.map((_, index) => noncesIn(requests.slice(0, index)).at(-1));
        expect(last[1]).toEqual(expect.any(String));
        expect(requests.map(({ claims }) => claims['nonce'])).toEqual(last);
      }
    },
  );

  story(
    'has its key in IndexedDB, where no script can export it',
    async ({ browser, user, workspace }) => {
      const { page, proven } = await signIn(browser, workspace, user);
      const keys = await page.evaluate(tryToExportKeys);
      expect(keys).toMatchObject([
        { extractable: false, refusals: ['InvalidAccessError', 'InvalidAccessError'] },
      ]);
      expect(keys.map(({ publicKey }) => thumbprintOf(publicKey))).toEqual([proven[0]?.jkt]);
    },
  );

  story(
    'goes on after a reload with the same key and tokens, without another sign-in',
    async ({ browser, user, workspace }) => {
      const { page, proven, wire } = await signIn(browser, workspace, user);
      expect(await call(page, '/drives')).toBe(200);
      const { length: authorizations } = wire.authorizations;
      const { length: before } = proven;

      await page.goto(workspace.app);
      await status(page, 'signed-in');
      expect(await call(page, '/drives')).toBe(200);

      expect(wire.authorizations).toHaveLength(authorizations);
      const after = proven.slice(before);
      expect(after.every(({ target }) => target.includes(workspace.api))).toBe(true);
      expect(new Set(proven.map(({ jkt }) => jkt)).size).toBe(1);
      expect(after.at(-1)?.authorization).toBe(proven[before - 1]?.authorization);
    },
  );

  story(
    'refreshes an expired token by the same key, and the API takes the new one',
    async ({ browser, user, workspace }) => {
      const { page, proven } = await signIn(browser, workspace, user);
      await moveClock(page, 301_000);
      await page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')));
      await until(
        () => tokenAnswers(proven),
        (answers) => expect(answers).toHaveLength(2),
      );
      // Proofs are dated by the page's clock, which is right again.
      await moveClock(page, -301_000);
      expect(await call(page, '/drives')).toBe(200);

      const [old, renewed] = await tokenAnswers(proven);
      expect(proven.at(-1)?.authorization).toBe(`DPoP ${renewed?.access_token}`);
      expect(renewed?.access_token).not.toBe(old?.access_token);
      expect(claimsOf(renewed?.access_token ?? '')['cnf']).toEqual({ jkt: proven[0]?.jkt });
    },
  );
});

describe('a stolen access token', () => {
  story(
    'is refused elsewhere: as a bearer’s, by another key, and with a proof that was seen on the way',
    async ({ browser, user, workspace }) => {
      const { page, proven } = await signIn(browser, workspace, user);
      expect(await call(page, '/drives')).toBe(200);
      const { authorization = '', claims, proof } = proven.at(-1) as ProvenRequest;
      const accessToken = authorization.replace('DPoP ', '');
      const url = `${workspace.api}/drives`;
      const thief = await createDpopKey();
      const nonce = String(claims['nonce']);
      const forged = await thief.proof({ method: 'GET', url, accessToken, nonce });

      expect(await refusalOf(url, { authorization: `Bearer ${accessToken}` })).toEqual({
        status: 401,
        error: 'invalid_token',
      });
      expect(await refusalOf(url, { authorization, dpop: forged })).toEqual({
        status: 401,
        error: 'invalid_token',
      });
      for (const dpop of [proof, undefined]) {
        expect(await refusalOf(url, { authorization, ...(dpop && { dpop }) })).toEqual({
          status: 401,
          error: 'invalid_dpop_proof',
        });
      }
      expect(await call(page, '/drives')).toBe(200);
    },
  );

  story(
    'comes with a refresh token that is as useless without the key',
    async ({ browser, user, workspace }) => {
      const { proven } = await signIn(browser, workspace, user);
      const [tokens] = await tokenAnswers(proven);
      const request = proven.find(({ status: answered }) => answered === 200) as ProvenRequest;
      const thief = await createDpopKey();
      const url = `${workspace.issuer}/token`;
      const nonce = String(request.claims['nonce']);
      const proofs = [undefined, await thief.proof({ method: 'POST', url, nonce })];
      for (const dpop of proofs) {
        const answer = await fetch(url, {
          method: 'POST',
          headers: { ...(dpop && { dpop }) },
          body: new URLSearchParams({
            grant_type: 'refresh_token',
            client_id: 'workspace-web',
            refresh_token: tokens?.refresh_token ?? '',
          }),
        });
        expect(await answer.json()).toMatchObject({ error: 'invalid_grant' });
      }
    },
  );
});

interface BoundPage {
  readonly page: Page;
  readonly wire: Wire;
  readonly proven: readonly ProvenRequest[];
}

/** Signs in on a page of the app with `dpop()` and `indexedDb()`, in a browser of its own. */
async function signIn(
  browser: Browser,
  workspace: RunningWorkspace,
  user: StoryUser,
): Promise<BoundPage> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  context.setDefaultTimeout(15_000);
  await makeClockMovable(context);
  const wire = new Wire(context, workspace);
  const proven = provenRequests(context);
  const { open } = await serveTabsPage(context, workspace, { bindsTokens: true });
  const page = await open();
  await status(page, 'signed-out');
  await page.evaluate(() => void window.client.signIn());
  await page.getByRole('button', { name: user.name }).click();
  await new ConsentPage(page).allow();
  await status(page, 'signed-in');
  return { page, wire, proven };
}

async function status(page: Page, text: string): Promise<void> {
  await page.locator(`body[data-status="${text}"]`).waitFor({ state: 'attached' });
}

/** The status of a call of the client, or its error's code. */
async function call(page: Page, path: string): Promise<number | string | undefined> {
  return (await page.evaluate((called) => window.callAll([called]), path))[0];
}

interface TokenAnswer {
  readonly token_type: string;
  readonly access_token: string;
  readonly refresh_token: string;
}

/** What the token endpoint has granted so far. */
async function tokenAnswers(proven: readonly ProvenRequest[]): Promise<readonly TokenAnswer[]> {
  const granted = proven.filter(
    ({ target, status: answered }) => target.startsWith('POST') && answered === 200,
  );
  const bodies = await Promise.all(granted.map(({ body }) => body));
  return bodies.map((body) => JSON.parse(body) as TokenAnswer);
}

/** The nonces that a server has handed out with its answers. */
function noncesIn(requests: readonly ProvenRequest[]): readonly string[] {
  return requests.flatMap(({ answered }) => answered['dpop-nonce'] ?? []);
}

async function refusalOf(url: string, headers: Readonly<Record<string, string>>) {
  const answer = await fetch(url, { headers });
  const { error } = (await answer.json()) as { readonly error?: string };
  return { status: answer.status, error };
}

/** In the page: what comes of exporting the private keys that IndexedDB has, beside their public halves. */
async function tryToExportKeys() {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error));
    });
  const found: unknown[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      found.push(...(await done(database.transaction(store).objectStore(store).getAll())));
    }
    database.close();
  }
  const pairs = found.filter(
    (value): value is CryptoKeyPair => value instanceof Object && 'privateKey' in value,
  );
  const refusal = (exporting: Promise<unknown>) =>
    exporting.then(
      () => 'none',
      ({ name }: DOMException) => name,
    );
  return Promise.all(
    pairs.map(async ({ privateKey, publicKey }) => ({
      extractable: privateKey.extractable,
      refusals: [
        await refusal(crypto.subtle.exportKey('jwk', privateKey)),
        await refusal(crypto.subtle.exportKey('pkcs8', privateKey)),
      ],
      publicKey: await crypto.subtle.exportKey('jwk', publicKey),
    })),
  );
}
