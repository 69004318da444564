import type {
  AxiosAdapter,
  AxiosError,
  AxiosInstance,
  AxiosResponse,
  InternalAxiosRequestConfig,
} from 'axios';
import { recover, type Call } from '../calls/recover.js';
import { resourceOf } from '../calls/resource-url.js';
import { redirectStatuses } from '../calls/redirect-statuses.js';
import { check } from '../check-options.js';
import { internalsOf } from '../client-internals.js';
import type { Client } from '../client.js';
import { RedirectRefusedError } from '../errors.js';
import type { Credentials } from '../tokens/access-token-scheme.js';

/** An axios instance, as far as its type matters here: whoever does not use axios needs no types of it. */
export interface AxiosLike {
  readonly defaults: object;
  readonly interceptors: object;
  getUri(config?: never): string;
  request(config: never): Promise<unknown>;
}

/**
 * Makes an axios instance send the token on calls under the client's resource, and recover from
 * refusals as `client.fetch` does. Where it cannot, it rejects with the same errors
 * (`InsufficientScopeError`, …), whose `cause` is the `AxiosError`. Answers a function that undoes it.
 *
 * It wraps the instance's adapter: interceptors run once per call and see only its final answer, never
 * the token; progress, timeout and cancellation work as before. A request with an `adapter` of its own
 * passes it by.
 *
 * Redirects are refused with `RedirectRefusedError` and not followed. XMLHttpRequest cannot but follow
 * them; so it is used only where a call has `onUploadProgress`, which nothing else can serve. There the
 * browser drops the token when the origin changes, and the call is refused afterwards.
 *
 * Answers and errors of calls that carried the token have no `request`: adapters keep the token in it.
 * A stream that the Node adapter answers with (`responseType: 'stream'`) still leads there.
 * @throws {ClientOptionsError} for a client that `createClient` did not make, and without an instance of
 *   axios.
 */
export function attachAxios<S extends string, A extends string>(
  client: Client<S, A>,
  axios: AxiosLike,
): () => void {
  const instance = axios as AxiosInstance;
  // What is used of it; the function that is axios itself has them, too.
  check(
    typeof axios?.getUri === 'function' && typeof instance.create === 'function',
    'attachAxios got no axios instance: pass axios, or what axios.create() returns.',
  );
  const dependencies = internalsOf(client);
  const { settings, resources } = dependencies;
  const original = instance.defaults.adapter;
  const send = sender(instance);

  const adapter: AxiosAdapter = async (config) => {
    const url = new URL(
      instance.getUri(config),
      pageUrl(() => settings.browser.currentUrl()),
    );
    const resource = resourceOf(url, resources);
    if (resource === undefined || config.headers.has('Authorization')) {
      return send(config);
    }
    // axios turns what an aborted call rejects with into a CanceledError.
    const call = callOf(config, url, signalOf(config), send);
    const settled = await recover({ resource, ...call }, dependencies);
    if (settled.error !== undefined) throw settled.error;
    return settled.response;
  };
  instance.defaults.adapter = adapter;
  return () => {
    if (instance.defaults.adapter === adapter) instance.defaults.adapter = original!;
  };
}

/** An answer, and the error that axios makes of it unless `validateStatus` accepts the status. */
interface Settled {
  readonly response: AxiosResponse;
  readonly error?: AxiosError;
  /** Where XMLHttpRequest says that it ended, redirects followed. */
  readonly endedAt?: string | undefined;
}

type Adapters = AxiosInstance['defaults']['adapter'];

type Send = (
  config: InternalAxiosRequestConfig,
  choose?: (adapters: Adapters) => Adapters,
) => Promise<AxiosResponse>;

/**
 * Sends a request that is ready, by the adapter that the instance has now. An instance of its own does
 * that, because only axios can find an adapter by its name; it transforms and adds nothing.
 */
function sender(instance: AxiosInstance): Send {
  const { adapter } = instance.defaults;
  const inner = instance.create();
  inner.defaults = { headers: {} } as typeof inner.defaults;
  return (config, choose = (adapters) => adapters) => {
    const chosen = choose(adapter);
    return inner.request({
      ...config,
      ...(chosen !== undefined && { adapter: chosen }),
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
    });
  };
}

function callOf(
  config: InternalAxiosRequestConfig,
  url: URL,
  signal: AbortSignal | undefined,
  send: Send,
): Omit<Call<Settled>, 'resource'> {
  const method = (config.method ?? 'get').toUpperCase();
  const headers = new Headers(
    Object.entries(config.headers.toJSON()).map(([name, value]) => [name, String(value)]),
  );
  return {
    candidate: { method, url: url.href, headers },
    repeatable: !isStream(config.data),
    signal,
    async send(credentials) {
      if (credentials === undefined) return settle(config, config, send);
      const settled = await settle(authorized(config, credentials), config, (sent) =>
        send(sent, (adapters) => withoutXhr(adapters, config)),
      );
      const { response, error, endedAt } = settled;
      if (isRedirect(response, config) || (endedAt !== undefined && endedAt !== pageOf(url))) {
        throw new RedirectRefusedError(error === undefined ? undefined : { cause: error });
      }
      return settled;
    },
    async refusedResponseOf({ response }) {
      const { status, data } = response;
      if (status !== 401 && status !== 403) return undefined;
      const wwwAuthenticate = headerOf(response, 'www-authenticate');
      return { status, wwwAuthenticate, body: parsed(data) };
    },
    dpopNonceOf: ({ response }) => headerOf(response, 'dpop-nonce'),
    causeOf({ response, error }) {
      // axios transforms the data only of errors that it knows.
      response.data = parsed(response.data) ?? (response.data as unknown);
      return error;
    },
  };
}

/** XMLHttpRequest follows redirects, with the token too; only it can tell how an upload goes on. */
function withoutXhr(
  adapters: Adapters,
  { onUploadProgress }: InternalAxiosRequestConfig,
): Adapters {
  if (onUploadProgress !== undefined || typeof adapters === 'function') return adapters;
  const others = [adapters].flat().filter((adapter) => adapter !== 'xhr');
  return others.length === 0 ? 'fetch' : (others as Adapters);
}

function authorized(
  config: InternalAxiosRequestConfig,
  credentials: Credentials,
): InternalAxiosRequestConfig {
  const headers = config.headers.concat(credentials);
  return {
    ...config,
    headers,
    maxRedirects: 0,
    fetchOptions: { ...config.fetchOptions, redirect: 'manual' },
  };
}

/** The answer or the error to it, with the caller's own config, and without a token that was added. */
async function settle(
  sent: InternalAxiosRequestConfig,
  config: InternalAxiosRequestConfig,
  send: Send,
): Promise<Settled> {
  try {
    const response = await send(sent);
    const endedAt = endOf(response);
    response.config = config;
    if (sent !== config) forgetRequest(response, config);
    return { response, endedAt };
  } catch (thrown) {
    const error = thrown as AxiosError;
    if (!error.isAxiosError) throw thrown;
    const endedAt = error.response && endOf(error.response);
    error.config = config;
    if (sent !== config) forgetRequest(error, config);
    if (error.response === undefined) throw error;
    error.response.config = config;
    return { response: error.response, error, endedAt };
  }
}

/** What of an answer, an error or its cause leads to the request. */
interface RequestHolder {
  config?: unknown;
  request?: unknown;
  readonly response?: unknown;
  readonly cause?: unknown;
}

/** Drops the adapter's request and the config that was sent, wherever `holder` leads to them. */
function forgetRequest(holder: unknown, config: InternalAxiosRequestConfig): void {
  if (typeof holder !== 'object' || holder === null) return;
  const held: RequestHolder = holder;
  if (held.config !== undefined) held.config = config;
  delete held.request;
  forgetRequest(held.response, config);
  forgetRequest(held.cause, config);
}

function signalOf({ signal, cancelToken }: InternalAxiosRequestConfig): AbortSignal | undefined {
  if (cancelToken === undefined) return signal as AbortSignal | undefined;
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  void cancelToken.promise.then(abort);
  signal?.addEventListener?.('abort', abort);
  if (signal?.aborted === true) abort();
  return controller.signal;
}

function headerOf({ headers }: AxiosResponse, name: string): string | null {
  const value = headers[name] as unknown;
  return typeof value === 'string' ? value : null;
}

/** Status 0 without an error is a redirect that `fetch` was told not to follow. */
function isRedirect(
  { status }: AxiosResponse,
  { maxRedirects }: InternalAxiosRequestConfig,
): boolean {
  return status === 0 || (maxRedirects !== 0 && redirectStatuses.has(status));
}

function endOf({ request }: AxiosResponse): string | undefined {
  const { responseURL } = Object(request) as { readonly responseURL?: unknown };
  return typeof responseURL === 'string' && responseURL !== '' ? responseURL : undefined;
}

function pageOf({ href, hash }: URL): string {
  return href.slice(0, href.length - hash.length);
}

function isStream(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false;
  return data instanceof ReadableStream || typeof (data as { pipe?: unknown }).pipe === 'function';
}

function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return undefined;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}

function pageUrl(find: () => URL): URL | undefined {
  try {
    return find();
  } catch {
    // No page, as on a server: URLs are absolute there.
    return undefined;
  }
}
