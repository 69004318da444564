import { CoreError, sentencesOf, type CoreProblem } from '../core-error.js';

/** More problems than this stay out of the message; `problems` has them all. */
const MAX_PROBLEMS_IN_MESSAGE = 20;

/** One error for all `problems`, of which there is at least one. */
export function catalogueError(problems: readonly CoreProblem[]): CoreError {
  const [first, ...others] = problems;
  if (first === undefined) throw new TypeError('catalogueError needs at least one problem.');
  return others.length === 0
    ? new CoreError(first)
    : new CoreError(first, problems, listOf(problems));
}

function listOf(problems: readonly CoreProblem[]): string {
  const lines = problems
    .slice(0, MAX_PROBLEMS_IN_MESSAGE)
    .map((problem) => `- ${problem.place}: ${sentencesOf(problem)}`);
  const more = problems.length - lines.length;
  return [
    `${problems.length} problems were found:`,
    ...lines,
    ...(more > 0 ? [`- and ${more} more`] : []),
  ].join('\n');
}
