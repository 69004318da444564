import type { Settings } from '../settings.js';
import type { AuthorizationServer } from './authorization-server.js';
import {
  openPopupAttempt,
  type CompletedAuthorization,
  type PopupAttempt,
} from './popup-attempt.js';
import type { AuthorizationPlan, Purpose } from './transaction.js';

/** What came of a window: `blocked` where none opened, `dismissed` where nothing came of it. */
export type PopupResult = CompletedAuthorization | 'blocked' | 'dismissed';

interface OpenPopup {
  readonly purpose: Purpose;
  readonly attempt: PopupAttempt;
  readonly result: Promise<PopupResult>;
}

/** Authorizations by a window of their own that no prompt stands before, one at a time. */
export class DirectPopup {
  readonly #settings: Settings;
  readonly #server: AuthorizationServer;
  #open: OpenPopup | undefined;

  constructor(settings: Settings, server: AuthorizationServer) {
    this.#settings = settings;
    this.#server = server;
  }

  /** Opens the window at once; where one is open already for the same purpose, opens it again. */
  async open(
    purpose: Purpose,
    plan: () => Promise<AuthorizationPlan>,
    signal: AbortSignal | undefined,
  ): Promise<PopupResult> {
    if (this.#open?.purpose === purpose) {
      this.#open.attempt.reopen();
      return this.#open.result;
    }
    this.cancel();
    const { browser, popupTimeoutMs: timeoutMs } = this.#settings;
    const attempt = openPopupAttempt(plan, { server: this.#server, browser, timeoutMs });
    if (attempt === undefined) return 'blocked';
    const open: OpenPopup = { purpose, attempt, result: this.#follow(attempt, signal) };
    this.#open = open;
    return open.result;
  }

  cancel(): void {
    this.#open?.attempt.cancel();
    this.#open = undefined;
  }

  async #follow(attempt: PopupAttempt, signal: AbortSignal | undefined): Promise<PopupResult> {
    signal?.addEventListener('abort', attempt.cancel, { once: true });
    try {
      return (await attempt.result) ?? 'dismissed';
    } finally {
      signal?.removeEventListener('abort', attempt.cancel);
      if (this.#open?.attempt === attempt) this.#open = undefined;
    }
  }
}
