import type { RecoverDependencies } from './calls/recover.js';
import { ClientOptionsError } from './errors.js';

const internals = new WeakMap<object, RecoverDependencies>();

/** Lets adapters of other libraries reach what a client's own `fetch` is made of. */
export function registerInternals(client: object, dependencies: RecoverDependencies): void {
  internals.set(client, dependencies);
}

/** @throws {ClientOptionsError} for anything that `createClient` did not make. */
export function internalsOf(client: object): RecoverDependencies {
  const found = internals.get(client);
  if (found === undefined) {
    throw new ClientOptionsError('INVALID_OPTIONS', 'Pass a client made by createClient().');
  }
  return found;
}
