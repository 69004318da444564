import type { AuthorizationServer } from './authorization/authorization-server.js';
import type { RecoverDependencies } from './calls/recover.js';
import { ClientOptionsError } from './errors.js';

/** What a client is made of. */
export interface ClientInternals extends RecoverDependencies {
  readonly server: AuthorizationServer;
}

const internals = new WeakMap<object, ClientInternals>();

/** Lets adapters of other libraries, and devtools, reach what a client is made of. */
export function registerInternals(client: object, dependencies: ClientInternals): void {
  internals.set(client, dependencies);
}

/** @throws {ClientOptionsError} for anything that `createClient` did not make. */
export function internalsOf(client: object): ClientInternals {
  const found = internals.get(client);
  if (found === undefined) {
    throw new ClientOptionsError('INVALID_OPTIONS', 'Pass a client made by createClient().');
  }
  return found;
}
