import { CoreError } from '../core-error.js';

/** The error for an argument that breaks `rule`. `place` names it; the others are sentences. */
export function invalidArgument(
  place: string,
  problem: string,
  rule: string,
  fix: string,
): CoreError {
  return new CoreError({ code: 'INVALID_ARGUMENT', place, problem, rule, fix });
}
