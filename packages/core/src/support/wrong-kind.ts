import type { CoreError } from '../core-error.js';
import { invalidArgument } from './invalid-argument.js';

/**
 * The error for an argument that the compiler would have refused; `expected` goes on "It is …". Only
 * callers without types can meet it.
 */
export function wrongKind(place: string, expected: string): CoreError {
  return invalidArgument(
    place,
    `"${place}" is of the wrong kind.`,
    `It is ${expected}.`,
    'Pass one.',
  );
}
