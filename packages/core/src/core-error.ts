/** What went wrong, one literal per rule that this package enforces. */
export type CoreErrorCode =
  | 'INVALID_SCOPE'
  | 'INVALID_REQUIREMENT'
  | 'INVALID_CATALOGUE'
  | 'UNKNOWN_SCOPE'
  | 'UNKNOWN_ACTION'
  | 'INVALID_ARGUMENT';

/**
 * The one error of `@stepscope/core`: a value broke a rule. It is a `TypeError`, because it is always
 * a mistake in a program or a definition, and its message names the value, the rule and the fix.
 */
export class CoreError extends TypeError {
  override readonly name = 'CoreError';
  readonly code: CoreErrorCode;

  constructor(code: CoreErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
