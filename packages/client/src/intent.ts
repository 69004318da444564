/** A value that survives `JSON.stringify`. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What the user was about to do when the page left for the authorization server. */
export interface Intent {
  /** The scopes that were needed, sorted. */
  readonly scopes: readonly string[];
  /** The catalogue's action, where one was asked for or named by the API. */
  readonly action?: string;
  /** The call that was refused, where one was. Headers and bodies are not written down. */
  readonly call?: { readonly method: string; readonly url: string };
  /** What the application gave along with `signIn` or `requestPermission`. */
  readonly data?: Json;
}
