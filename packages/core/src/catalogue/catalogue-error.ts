import { CoreError, sentencesOf, type CoreProblem } from '../core-error.js';

/** More problems than this stay out of the message; `problems` has them all. */
const MAX_PROBLEMS_IN_MESSAGE = 20;

/** One error for all problems of a catalogue, of which there is at least one. */
export function catalogueError(problems: readonly CoreProblem[]): CoreError {
  const lines = problems
    .slice(0, MAX_PROBLEMS_IN_MESSAGE)
    .map((problem) => `- ${problem.place}: ${sentencesOf(problem)}`);
  const more = problems.length - lines.length;
  const message = [
    `${problems.length} problems were found:`,
    ...lines,
    ...(more > 0 ? [`- and ${more} more`] : []),
  ].join('\n');
  return new CoreError(problems[0]!, problems, problems.length > 1 ? message : undefined);
}
