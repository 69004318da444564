import { checkCall } from '../check-call.js';
import type { HandleRedirectOptions, RedirectResult } from '../client.js';
import type { Settings } from '../settings.js';
import type { Asking } from '../step-up/asking.js';
import type { SessionManager } from '../tokens/session-manager.js';
import type { Authorizing } from './authorizing.js';
import { parseCallback } from './callback.js';
import { deliverCallback } from './popup-channel.js';
import { resolveReturnTo } from './return-to.js';

/** How long the popup's page waits for the page that opened it. */
const DELIVERY_TIMEOUT_MS = 10_000;

export interface ArriveDependencies {
  readonly settings: Settings;
  readonly sessions: SessionManager;
  readonly authorizing: () => Promise<Authorizing>;
  readonly asking: Asking;
}

/** Answers what brought the page here: an authorization response, a remembered sign-in, or nothing. */
export async function arrive(
  options: HandleRedirectOptions,
  { settings, sessions, authorizing, asking }: ArriveDependencies,
): Promise<RedirectResult> {
  const { restore = true } = options;
  const { browser, redirectUri } = settings;
  const callback = parseCallback(browser.currentUrl(), redirectUri);
  // First of all, so that no reload, link or log takes the code along.
  if (callback !== undefined) browser.replaceUrl(new URL(redirectUri).pathname);
  checkCall('handleRedirect', options);
  if (callback !== undefined) {
    if (callback.via === 'popup') {
      await deliverCallback(callback, { browser, timeoutMs: DELIVERY_TIMEOUT_MS });
      browser.closeSelf();
      return { kind: 'popup' };
    }
    sessions.open();
    // Whoever comes back is about to be signed in.
    void asking.prepare();
    return (await authorizing()).redirects.answer(callback);
  }
  sessions.open();
  const isOver =
    sessions.signedIn !== undefined ||
    (await sessions.memory.join()) ||
    !restore ||
    sessions.memory.remembered === undefined;
  if (isOver) return { kind: 'none' };
  // Where the code cannot be loaded, the server cannot be reached either.
  const { redirects } = (await authorizing().catch(() => undefined)) ?? {};
  const left = await redirects?.restore(resolveReturnTo(undefined, settings));
  return { kind: left === true ? 'leaving' : 'none' };
}
