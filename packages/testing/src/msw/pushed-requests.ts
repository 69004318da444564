import type { StateStore } from './fake-state.js';

/** How long a pushed request is kept. RFC 9126 §2.2 suggests from 5 to 600 s. */
export const PUSHED_SECONDS = 60;

/** Authorization requests that were pushed (RFC 9126): each is used once, by the client that pushed it. */
export class PushedRequests {
  readonly #state: StateStore;
  readonly #now: () => number;

  /** @param now Milliseconds since the epoch. */
  constructor(state: StateStore, now: () => number) {
    this.#state = state;
    this.#now = now;
  }

  /** The `request_uri` that stands for `params` from now on. */
  push(params: URLSearchParams): string {
    const uri = `urn:ietf:params:oauth:request_uri:${crypto.randomUUID()}`;
    const expiresAt = this.#now() + PUSHED_SECONDS * 1000;
    this.#state(({ pushed }) => {
      pushed[uri] = { params: params.toString(), expiresAt };
    });
    return uri;
  }

  /** What a request with that `request_uri` and `client_id` stands for, if it may be used. */
  peek(reference: URLSearchParams): URLSearchParams | undefined {
    return this.#state(({ pushed }) => {
      const found = pushed[reference.get('request_uri') ?? ''];
      if (found === undefined || found.expiresAt <= this.#now()) return undefined;
      const params = new URLSearchParams(found.params);
      return params.get('client_id') === reference.get('client_id') ? params : undefined;
    });
  }

  /** The same, and never again. */
  take(reference: URLSearchParams): URLSearchParams | undefined {
    const found = this.peek(reference);
    if (found !== undefined) {
      this.#state(({ pushed }) => delete pushed[reference.get('request_uri') ?? '']);
    }
    return found;
  }
}
