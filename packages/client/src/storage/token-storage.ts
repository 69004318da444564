/** Where a client keeps its tokens: made by {@link memory} or {@link indexedDb}. */
export interface TokenStorage {
  /** Whether they are written down. */
  readonly persistent: boolean;
}

/**
 * Tokens live in the memory of the pages that use them, and nowhere else. The tabs of one origin share
 * them; when the last one is closed or reloaded they are gone, and the sign-in is restored by one round
 * trip.
 */
export function memory(): TokenStorage {
  return { persistent: false };
}

/**
 * Tokens are kept in IndexedDB, beside the key that they are bound to: a reload needs no round trip.
 * Only with `dpop`, because whoever reads the disk then finds tokens of no use without a key that
 * cannot be read. Where the browser refuses IndexedDB, they are in memory.
 */
export function indexedDb(): TokenStorage {
  return { persistent: true };
}
