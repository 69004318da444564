import { ClientError } from './client-error.js';

/** The authorization server answered with an error that is nobody's decision. */
export class AuthorizationError extends ClientError {
  override readonly name = 'AuthorizationError';
  declare readonly code: 'AUTHORIZATION_FAILED';
  /** The error code of RFC 6749 §4.1.2.1 or §5.2. */
  readonly error: string;

  constructor(error: string) {
    // It comes from a URL or a server: anything that does not look like an error code is not repeated.
    const known = /^[\w.:/-]{1,80}$/.test(error) ? error : 'unknown_error';
    super('AUTHORIZATION_FAILED', `The authorization server answered with the error "${known}".`);
    this.error = known;
  }
}
