/** What went wrong, one literal per error of this package. */
export type ClientErrorCode =
  | 'INVALID_OPTIONS'
  | 'UNDECLARED_SCOPE'
  | 'INSUFFICIENT_SCOPE'
  | 'INSUFFICIENT_USER_AUTHENTICATION'
  | 'FORBIDDEN'
  | 'REPLAY_REFUSED'
  | 'REDIRECT_REFUSED'
  | 'DPOP_NONCE_HIDDEN'
  | 'SIGN_IN_REQUIRED'
  | 'CALLBACK_REFUSED'
  | 'AUTHORIZATION_FAILED'
  | 'AUTHORIZATION_SERVER_UNREACHABLE'
  | 'RESOURCE_METADATA_REFUSED';

/**
 * Base of every error that this package throws on purpose, apart from `ClientOptionsError`,
 * which is a `TypeError`. Its message holds no token, code, secret or header value.
 */
export class ClientError extends Error {
  override readonly name: string = 'ClientError';
  readonly code: ClientErrorCode;

  constructor(code: ClientErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
