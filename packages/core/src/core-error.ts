/** What went wrong, one literal per rule that this package enforces. */
export type CoreErrorCode =
  | 'INVALID_SCOPE'
  | 'INVALID_REQUIREMENT'
  | 'INVALID_CATALOGUE'
  | 'UNKNOWN_SCOPE'
  | 'UNKNOWN_ACTION'
  | 'INVALID_ARGUMENT';

/** One value that broke one rule. `problem`, `rule` and `fix` are sentences. */
export interface CoreProblem {
  readonly code: CoreErrorCode;
  /** Where the value stands, such as `scopes["files:read"].implies[2]`, `position 3` or `requested`. */
  readonly place: string;
  /** What was found there. */
  readonly problem: string;
  /** What holds instead, with the section of the standard where there is one. */
  readonly rule: string;
  /** What to do about it. */
  readonly fix: string;
}

/**
 * The one error of `@stepscope/core`: a value broke a rule. It is a `TypeError`, because it is always
 * a mistake in a program or a definition. `code`, `place`, `rule` and `fix` say which rule, where and
 * what to do; the message is made of them.
 */
export class CoreError extends TypeError implements CoreProblem {
  override readonly name = 'CoreError';
  declare readonly code: CoreErrorCode;
  declare readonly place: string;
  declare readonly problem: string;
  declare readonly rule: string;
  declare readonly fix: string;

  /** Every problem that was found, the first of which is this error's own. */
  declare readonly problems: readonly CoreProblem[];

  constructor(
    first: CoreProblem,
    problems: readonly CoreProblem[] = [first],
    message: string = sentencesOf(first),
  ) {
    super(message);
    Object.assign(this, first, { problems });
  }
}

/** @internal What one problem says in a message. */
export function sentencesOf({ problem, fix, rule }: CoreProblem): string {
  return `${problem} ${fix} ${rule}`;
}
