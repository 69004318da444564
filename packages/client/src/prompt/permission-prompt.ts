import type { OutcomeStatus } from '../outcome.js';

/** A scope as a prompt shows it: texts of the catalogue. */
export interface PromptedScope {
  readonly scope: string;
  readonly title: string;
  readonly description: string | undefined;
  readonly includes: readonly string[];
}

/** What a prompt shows at one moment. A new object whenever something changes. */
export interface PermissionRequestState {
  /**
   * `asking`: the user decides. `waiting`: the window of the authorization server is open, as far as
   * one can tell. `blocked`: no window could be opened. `leaving`: the page is about to leave.
   * `settled`: over; take the prompt down.
   */
  readonly phase: 'asking' | 'waiting' | 'blocked' | 'leaving' | 'settled';
  /**
   * The window may have been closed. A hint only: where the authorization server isolates its pages
   * (Cross-Origin-Opener-Policy), it is `true` while the user is still reading.
   */
  readonly windowMayBeClosed: boolean;
  /** Empty where it is only about signing in again. */
  readonly scopes: readonly PromptedScope[];
  /** The API wants a newer or a stronger sign-in (RFC 9470): the user has to sign in again. */
  readonly signInAgain: boolean;
  /** Why the application asks now, in its own words. */
  readonly reasons: readonly string[];
  /** Set once the phase is `settled` and an answer came. */
  readonly outcome?: OutcomeStatus;
}

/**
 * One question to the user. It may grow while the user is still deciding, as more calls need more. Its
 * functions are bound.
 */
export interface PermissionRequest {
  /** The same object until something changes. */
  readonly getState: () => PermissionRequestState;
  /** Calls `listener` after every change; the answer unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void;
  /**
   * The user wants to go on. Must be called inside the user's gesture (a click): the window opens
   * before anything else happens. Called again while waiting, it opens the window again.
   */
  readonly approve: (options?: { readonly via?: 'popup' | 'redirect' }) => void;
  /** The user does not want to, now. Not remembered as a denial. */
  readonly dismiss: () => void;
}

/** Shows why a permission is needed, and gets the click that opens the authorization server. */
export interface PermissionPrompt {
  /** Shows `request` until its phase is `settled`. */
  show(request: PermissionRequest): void | Promise<void>;
}
