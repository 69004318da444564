import type { Client } from './client.js';
import type { ClientOptions, ResourceCatalogues } from './client-options.js';
import { resolveSettings } from './settings.js';
import { StepscopeClient } from './stepscope-client.js';

/**
 * A client for one authorization server, and for one resource or several. Safe to make on a server:
 * nothing of the page is touched before a method is called.
 *
 * The tokens live in this page's memory, and scripts of the page can reach what they open; RFC 10017
 * ranks a backend-for-frontend, which keeps them out of the browser, safest.
 * @throws {ClientOptionsError} for an option that breaks a rule, naming it.
 */
export function createClient<
  const S extends string,
  const A extends string = never,
  const R extends ResourceCatalogues = ResourceCatalogues,
>(options: ClientOptions<S, A, R>): Client<S, A, R> {
  return new StepscopeClient(resolveSettings(options));
}
