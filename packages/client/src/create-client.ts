import type { Client } from './client.js';
import type { ClientOptions } from './client-options.js';
import { resolveSettings } from './settings.js';
import { StepscopeClient } from './stepscope-client.js';

/**
 * A client for one authorization server, one resource and one catalogue. Safe to make on a server:
 * nothing of the page is touched before a method is called.
 *
 * The tokens live in this page's memory, and scripts of the page can reach what they open; RFC 10017
 * ranks a backend-for-frontend, which keeps them out of the browser, safest.
 * @throws {ClientOptionsError} for an option that breaks a rule, naming it.
 */
export function createClient<const S extends string, const A extends string = never>(
  options: ClientOptions<S, A>,
): Client<S, A> {
  return new StepscopeClient(resolveSettings(options));
}
