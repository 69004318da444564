/** A mistake in what the authorization server was configured with, one literal per rule. */
export type ConfigurationErrorCode =
  | 'UNKNOWN_SCOPE'
  | 'UNKNOWN_ROLE'
  | 'DUPLICATE_ID'
  | 'INVALID_URL'
  | 'REQUIRED_NOT_ALLOWED'
  | 'NOT_LOOPBACK'
  | 'INVALID_TTL';

/**
 * The one error of `@stepscope/authorization-server`: its configuration broke a rule. The message
 * names the entry, the rule and the fix.
 */
export class ConfigurationError extends TypeError {
  override readonly name = 'ConfigurationError';
  readonly code: ConfigurationErrorCode;

  constructor(code: ConfigurationErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
