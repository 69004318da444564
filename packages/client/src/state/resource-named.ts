import { CallbackError } from '../errors.js';
import type { ResourceSettings } from '../settings.js';

/**
 * The resource that an authorization asked for.
 * @throws {CallbackError} `unknown-state` where this client has no such resource.
 */
export function resourceNamed<R extends ResourceSettings>(
  resources: readonly R[],
  resource: string,
): R {
  const found = resources.find((known) => known.resource === resource);
  if (found === undefined) throw new CallbackError('unknown-state');
  return found;
}
