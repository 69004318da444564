import { assertList } from './assert-list.js';
import { nearestName } from './nearest-name.js';
import { wrongKind } from './wrong-kind.js';

/**
 * Says that `name` is none of `known`: `Unknown option "timeout". Did you mean "timeoutMs"?`, or
 * which ones there are where none comes near. `what` is the word for such a name.
 * @throws {CoreError} `INVALID_ARGUMENT` for a word or names that are none.
 */
export function unknownName(what: string, name: unknown, known: readonly string[]): string {
  if (typeof what !== 'string') throw wrongKind('what', 'a word');
  assertList(known, 'known', 'names');
  const text = typeof name === 'object' && name !== null ? 'object' : String(name);
  const nearest =
    nearestName(text, known) ?? known.find((candidate) => isNearBeginning(text, candidate));
  return nearest === undefined
    ? `Unknown ${what} "${text}": choose from ${known.join(', ')}.`
    : `Unknown ${what} "${text}". Did you mean "${nearest}"?`;
}

/**
 * What is wrong with the names of `options`, as in {@link unknownName}; undefined where all are among
 * the names of `known`. The compiler tells only callers that use TypeScript.
 */
export function unknownOption(
  what: string,
  options: object,
  known: Readonly<Record<string, unknown>>,
): string | undefined {
  const name = Object.keys(Object(options)).find(
    (candidate) => !Object.hasOwn(Object(known), candidate),
  );
  return name === undefined ? undefined : unknownName(what, name, Object.keys(Object(known)));
}

/** For names without their ending, such as a unit: `clockTolerance`. */
function isNearBeginning(name: string, candidate: string): boolean {
  return nearestName(name, [candidate.slice(0, name.length)]) !== undefined;
}
