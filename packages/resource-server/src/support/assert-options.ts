import { unknownOption } from '@stepscope/core';
import { InvalidOptionError } from '../resource-server-error.js';

/** What options have to be, for {@link assertOptions}. */
interface OptionRules {
  /** Names that they may have; others are misspelt. */
  readonly known: Readonly<Record<string, true>>;
  /** What to pass in place of something that is no object. */
  readonly fix: string;
  /** What takes them. @default their own name */
  readonly of?: string;
}

/** @throws {InvalidOptionError} if `options` is no object, or has a name that is not known. */
export function assertOptions(
  name: string,
  options: unknown,
  { known, fix, of = name }: OptionRules,
): asserts options is object {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError(`${name} is not an object: pass ${fix}.`);
  }
  const problem = unknownOption(`option of ${of}`, options, known);
  if (problem !== undefined) throw new InvalidOptionError(problem);
}
