import { ScopeSet, unknownName } from '@stepscope/core';
import type { FakePage } from './fake-browser.js';
import type { Decision } from './fake-user.js';
import { decideRequest, describeRequest } from './user-decision.js';
import { interceptWindowPopups } from './window-popups.js';

/** A window on its way to the authorization server. */
export interface SentPopup {
  readonly url: string;
  readonly closed: boolean;
  /** Lets the window go where it was sent. */
  letGo(): Promise<void>;
  /** Lets the window arrive elsewhere; resolves once the page there has run, as far as that is known. */
  arriveAt(url: string): Promise<void>;
  close(): void;
}

/** A window that waits for what its user does. */
export interface DrivenPopup {
  /** The parameters of its authorization request, pushed (RFC 9126) or not. */
  readonly parameters: URLSearchParams;
  /** The scopes that are asked for, protocol scopes among them. */
  readonly requested: ScopeSet;
  readonly closed: boolean;
  /**
   * The user agrees, but for the scopes that are unticked.
   * @throws {TypeError} for a scope that the window does not ask for, naming the nearest one.
   */
  approve(options?: { readonly untick?: readonly string[] }): Promise<void>;
  /** The user says no: `access_denied`. */
  deny(): Promise<void>;
  /** The server answers with another error. */
  fail(error: string): Promise<void>;
  /** The user closes the window. */
  close(): void;
}

export interface PopupDriver {
  /**
   * The next window, in the order in which they were sent to the authorization server. Waits until there
   * is one; a test that waits in vain fails by its own timeout.
   */
  next(): Promise<DrivenPopup>;
  /** From now on windows are left to themselves again. */
  stop(): void;
}

/**
 * Takes the place of the user in the windows that a client opens: they wait until they are told what to
 * do. What the switches say of the server holds as well.
 * @param page A page of a fake browser; its other pages are driven, too. Without one, the real window,
 *   whose `open` is replaced until `stop()`.
 * @throws {TypeError} for anything else, and without a page where there is no real window.
 */
export function drivePopups(page?: FakePage): PopupDriver {
  assertDrivable(page);
  const arrived: DrivenPopup[] = [];
  const waiting: ((popup: DrivenPopup) => void)[] = [];
  const onSent = async (sent: SentPopup): Promise<void> => {
    const parameters = await describeRequest(sent.url, fetch);
    if (parameters === undefined) return sent.letGo();
    const popup = drivenPopup(sent, parameters);
    const resolve = waiting.shift();
    if (resolve === undefined) arrived.push(popup);
    else resolve(popup);
  };
  const handle = (sent: SentPopup): void => void onSent(sent);
  const stop = page === undefined ? interceptWindowPopups(handle) : page.interceptPopups(handle);
  return {
    next: () => {
      const popup = arrived.shift();
      return popup === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(popup);
    },
    stop,
  };
}

function assertDrivable(page: FakePage | undefined): void {
  if (page === undefined && typeof window === 'undefined') {
    throw new TypeError(
      'drivePopups() has no real window here: pass the page of createFakeBrowser() or openApp().',
    );
  }
  if (page !== undefined && typeof page?.interceptPopups !== 'function') {
    throw new TypeError(
      'drivePopups got no page of a fake browser: pass that of createFakeBrowser() or openApp(), or nothing in a real page.',
    );
  }
}

function drivenPopup(sent: SentPopup, parameters: URLSearchParams): DrivenPopup {
  const decide = async (decision: Decision): Promise<void> => {
    if (sent.closed) throw new Error('The window is closed: nobody can decide anything in it.');
    const location = await decideRequest(sent.url, decision, fetch);
    if (location === undefined) throw new Error('The authorization server does not answer.');
    await sent.arriveAt(location);
  };
  const requested = ScopeSet.fromClaim(parameters.get('scope'));
  return {
    parameters,
    requested,
    get closed() {
      return sent.closed;
    },
    async approve({ untick = [] } = {}) {
      assertRequested(untick, [...requested]);
      await decide({ denies: false, declines: untick });
    },
    deny: () => decide({ denies: true }),
    fail: (error) => decide({ error }),
    close: () => sent.close(),
  };
}

/** A provider may have put a prefix before the name that the catalogue has. */
function assertRequested(scopes: readonly string[], requested: readonly string[]): void {
  const other = scopes.find((scope) => !requested.some((name) => name.endsWith(scope)));
  if (other === undefined) return;
  throw new TypeError(
    `${unknownName('scope to untick', other, requested)} The window asks for ${requested.join(' ')}.`,
  );
}
