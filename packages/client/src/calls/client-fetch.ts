import { RedirectRefusedError } from '../errors.js';
import type { RefusedResponse } from './read-refusal.js';
import { recover, type Call, type RecoverDependencies } from './recover.js';
import { redirectStatuses } from './redirect-statuses.js';
import { resourceOf } from './resource-url.js';

/** A `fetch` that sends the token to the resource, recovers from refusals, and passes the rest on. */
export function createClientFetch(dependencies: RecoverDependencies): typeof fetch {
  const { settings, resources } = dependencies;
  return async (input, init) => {
    const url = urlOf(input, () => settings.browser.currentUrl());
    const resource = resourceOf(url, resources);
    if (resource === undefined) return settings.fetch(input, init);
    const request = new Request(input instanceof Request ? input : url, init);
    // The application's own credentials are its own business.
    if (request.headers.has('Authorization')) return settings.fetch(request);
    const repeatable = !(init?.body instanceof ReadableStream);
    return recover({ resource, ...callOf(request, repeatable, settings.fetch) }, dependencies);
  };
}

function urlOf(input: RequestInfo | URL, page: () => URL): URL {
  if (input instanceof Request) return new URL(input.url);
  const text = String(input);
  return URL.canParse(text) ? new URL(text) : new URL(text, page());
}

function callOf(
  request: Request,
  repeatable: boolean,
  send: typeof fetch,
): Omit<Call<Response>, 'resource'> {
  return {
    candidate: request,
    repeatable,
    signal: request.signal,
    async send(credentials) {
      const copy = repeatable ? request.clone() : request;
      if (credentials === undefined) return send(copy);
      const headers = new Headers(copy.headers);
      for (const [name, value] of Object.entries(credentials)) headers.set(name, value);
      // Not followed: older browsers take the header along to another origin.
      const redirect = request.redirect === 'follow' ? 'manual' : request.redirect;
      const response = await send(new Request(copy, { headers, redirect }));
      if (request.redirect === 'follow' && isRedirect(response)) throw new RedirectRefusedError();
      return response;
    },
    refusedResponseOf,
    dpopNonceOf: ({ headers }) => headers.get('DPoP-Nonce'),
  };
}

function isRedirect(response: Response): boolean {
  return response.type === 'opaqueredirect' || redirectStatuses.has(response.status);
}

async function refusedResponseOf(response: Response): Promise<RefusedResponse | undefined> {
  const { status, headers } = response;
  if (status !== 401 && status !== 403) return undefined;
  return {
    status,
    wwwAuthenticate: headers.get('WWW-Authenticate'),
    body: await bodyOf(response),
  };
}

async function bodyOf(response: Response): Promise<unknown> {
  if (!/\bjson\b/i.test(response.headers.get('Content-Type') ?? '')) return undefined;
  try {
    return (await response.clone().json()) as unknown;
  } catch {
    return undefined;
  }
}
