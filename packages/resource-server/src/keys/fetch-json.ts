import { IssuerUnavailableError } from '../resource-server-error.js';

/** How to fetch: which `fetch`, when to give up, and what to send besides `Accept`. */
export interface FetchContext extends Pick<RequestInit, 'method' | 'body'> {
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer with another status than 200; the cause of an `IssuerUnavailableError`. */
export class UnexpectedStatusError extends Error {
  override readonly name = 'UnexpectedStatusError';
  readonly status: number;

  constructor(status: number) {
    super(`The status is ${status}, not 200.`);
    this.status = status;
  }
}

const MAX_BODY_BYTES = 512 * 1024;

/**
 * The JSON object at `url`. Follows no redirect and reads at most 512 KiB.
 * @throws {IssuerUnavailableError} for any answer but 200 with a JSON object, or none at all. It holds
 *   nothing of a body; for another status its cause is an `UnexpectedStatusError`.
 */
export async function fetchJson(
  url: string,
  { fetch, headers, ...init }: FetchContext,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const response = await fetch(url, {
      ...init,
      headers: { Accept: 'application/json', ...headers },
      redirect: 'error',
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new UnexpectedStatusError(response.status);
    }
    const value = parse(await readText(response));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Error('The body is not a JSON object.');
    }
    return value as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new IssuerUnavailableError(`Could not fetch ${url}: ${reasonOf(cause)}`, {
      cause: withoutBody(cause),
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the cause: its message quotes the body, which may hold a token.
    throw new Error('The body is not JSON.');
  }
}

/** Node's error for what is not HTTP has all that was received in the `data` of its cause. */
function withoutBody(error: unknown): unknown {
  const holdsBody = error instanceof Error && error.cause instanceof Error && 'data' in error.cause;
  return holdsBody ? new Error(reasonOf(error)) : error;
}

/** In words for a log; `fetch` hides the reason in the code of its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'for no stated reason.';
  const { code } = (error.cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? `${error.message} (${code}).` : error.message;
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).byteLength;
    if (bytes > MAX_BODY_BYTES) throw new Error(`The body exceeds ${MAX_BODY_BYTES} bytes.`);
    text += decoder.decode(chunk as Uint8Array, { stream: true });
  }
  return text + decoder.decode();
}
