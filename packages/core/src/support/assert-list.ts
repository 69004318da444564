import { wrongKind } from './wrong-kind.js';

/**
 * @throws {CoreError} `INVALID_ARGUMENT` for what is not iterable, and for a string: its characters are
 *   never what is meant.
 */
export function assertList(value: unknown, place: string, of: string): void {
  const isIterable = typeof (value as Partial<Iterable<unknown>>)?.[Symbol.iterator] === 'function';
  if (!isIterable || typeof value === 'string') throw wrongKind(place, `a list of ${of}`);
}
