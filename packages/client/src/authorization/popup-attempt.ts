import type { Browser, MessageChannelPort, PopupWindow } from '../browser/browser.js';
import type { AuthorizationServer, Completion } from './authorization-server.js';
import { closedWindowDetector } from './closed-window-detector.js';
import { acknowledgement, popupChannelName, responseIn } from './popup-channel.js';
import type { AuthorizationPlan, Transaction } from './transaction.js';

/** How often to look whether the window is still there. */
const POLL_MS = 500;

export interface PopupAttemptDependencies {
  readonly server: AuthorizationServer;
  readonly browser: Browser;
  readonly timeoutMs: number;
  /** Called once the window seems closed; a hint only. */
  readonly onMayBeClosed?: () => void;
}

/** What came of an authorization, and what it was. */
export interface CompletedAuthorization {
  readonly transaction: Transaction;
  readonly completion: Completion;
  /** How often the user had signed out before its code was sent, where that may have come in between. */
  readonly signOuts?: number;
}

/** An authorization in a window of its own. */
export interface PopupAttempt {
  /** What came of it; `undefined` where it was cancelled or took too long. */
  readonly result: Promise<CompletedAuthorization | undefined>;
  /** Opens the window again; call it inside a click. Answers whether a window opened. */
  readonly reopen: () => boolean;
  readonly cancel: () => void;
}

/**
 * Opens a window at once, which must happen inside the user's gesture, and sends it to the
 * authorization server as soon as the request is ready. Answers `undefined` where no window opens.
 *
 * The response arrives over a BroadcastChannel that is named by the unguessable state. Neither
 * `window.opener` nor `popup.closed` is relied upon: Cross-Origin-Opener-Policy severs the one and
 * makes the other `true` while the user is still reading.
 */
export function openPopupAttempt(
  plan: () => Promise<AuthorizationPlan>,
  { server, browser, timeoutMs, onMayBeClosed }: PopupAttemptDependencies,
): PopupAttempt | undefined {
  // It would never hear what comes of it.
  if (!browser.reachesPopups()) return undefined;
  // A name that another page could guess would let it take the window over.
  const name = `stepscope-${crypto.randomUUID()}`;
  let popup: PopupWindow | undefined = browser.openPopup(name);
  if (popup === undefined) return undefined;

  let again: (() => Promise<string | undefined>) | undefined;
  let channel: MessageChannelPort | undefined;
  let poll: ReturnType<typeof setInterval> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let cancel: () => void = () => {};

  const watchWindow = (): void => {
    const mayBeClosed = closedWindowDetector(POLL_MS);
    clearInterval(poll);
    poll = setInterval(() => {
      if (!mayBeClosed(popup?.closed === true)) return;
      clearInterval(poll);
      onMayBeClosed?.();
    }, POLL_MS);
  };

  const response = async (
    transaction: Transaction,
    cancelled: Promise<undefined>,
  ): Promise<URLSearchParams | undefined> => {
    const arrived = new Promise<URLSearchParams>((resolve) => {
      channel = browser.openChannel(popupChannelName(transaction.state));
      channel.onMessage((message) => {
        const params = responseIn(message);
        if (params === undefined) return;
        // From here on the window closes by itself.
        clearInterval(poll);
        channel?.post(acknowledgement);
        resolve(params);
      });
    });
    return Promise.race([arrived, cancelled]);
  };

  const run = async (): Promise<CompletedAuthorization | undefined> => {
    const cancelled = new Promise<undefined>((resolve) => {
      cancel = () => resolve(undefined);
      timer = setTimeout(cancel, timeoutMs);
    });
    try {
      const begun = await Promise.race([plan().then((ready) => server.begin(ready)), cancelled]);
      if (begun === undefined) return undefined;
      const { transaction, error } = begun;
      if (error !== undefined) return { transaction, completion: { error } };
      const arriving = response(transaction, cancelled);
      again = begun.again;
      popup?.navigate(begun.url);
      watchWindow();
      const params = await arriving;
      if (params === undefined) return undefined;
      clearTimeout(timer);
      // Who signs out, or aborts, meanwhile is not to be signed in by it.
      const completion = await Promise.race([server.complete(params, transaction), cancelled]);
      return completion && { transaction, completion };
    } finally {
      clearTimeout(timer);
      clearInterval(poll);
      channel?.close();
      popup?.close();
    }
  };

  const navigateAgain = async (
    opened: PopupWindow,
    request: () => Promise<string | undefined>,
  ): Promise<void> => {
    // Where it fails the window stays empty: the user may try again, or cancel.
    const url = await request().catch(() => undefined);
    if (url === undefined || popup !== opened) return;
    opened.navigate(url);
    watchWindow();
  };

  return {
    result: run(),
    reopen() {
      popup?.close();
      popup = browser.openPopup(`stepscope-${crypto.randomUUID()}`);
      if (popup === undefined) return false;
      if (again !== undefined) void navigateAgain(popup, again);
      return true;
    },
    cancel: () => cancel(),
  };
}
