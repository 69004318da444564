/** How long a pushed request is kept. RFC 9126 §2.2 suggests from 5 to 600 s. */
export const PUSHED_SECONDS = 60;

/** Authorization requests that were pushed (RFC 9126): each is used once, by the client that pushed it. */
export class PushedRequests {
  readonly #requests = new Map<string, { params: URLSearchParams; expiresAt: number }>();
  readonly #now: () => number;

  /** @param now Milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The `request_uri` that stands for `params` from now on. */
  push(params: URLSearchParams): string {
    const uri = `urn:ietf:params:oauth:request_uri:${crypto.randomUUID()}`;
    this.#requests.set(uri, { params, expiresAt: this.#now() + PUSHED_SECONDS * 1000 });
    return uri;
  }

  /** What a request with that `request_uri` and `client_id` stands for, if it may be used. */
  peek(reference: URLSearchParams): URLSearchParams | undefined {
    const found = this.#requests.get(reference.get('request_uri') ?? '');
    if (found === undefined || found.expiresAt <= this.#now()) return undefined;
    return found.params.get('client_id') === reference.get('client_id') ? found.params : undefined;
  }

  /** The same, and never again. */
  take(reference: URLSearchParams): URLSearchParams | undefined {
    const found = this.peek(reference);
    if (found !== undefined) this.#requests.delete(reference.get('request_uri') ?? '');
    return found;
  }
}
