import { AuthorizationServerError } from './errors.js';
import { nameOfServer, type Settings } from './settings.js';

/**
 * A function that answers code, and loads it when it is first called. A failure is not kept: the next
 * call tries again, and fails for good only where the browser remembers that it did.
 * @throws {AuthorizationServerError} by that function, where the code cannot be loaded.
 */
export function lazily<T>(
  settings: Pick<Settings, 'issuer' | 'resources'>,
  load: () => Promise<T>,
): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch(() => {
      loading = undefined;
      throw new AuthorizationServerError(
        nameOfServer(settings),
        'the code for it could not be loaded',
      );
    });
    return loading;
  };
}
