import { ClientError } from './client-error.js';

/** The authorization server could not be reached, or answered nothing that can be understood. */
export class AuthorizationServerError extends ClientError {
  override readonly name = 'AuthorizationServerError';
  declare readonly code: 'AUTHORIZATION_SERVER_UNREACHABLE';

  constructor(issuer: string, detail?: string) {
    super(
      'AUTHORIZATION_SERVER_UNREACHABLE',
      `The authorization server ${issuer} could not be reached or understood${detail === undefined ? '' : ` (${detail})`}. Check its address, or try again later.`,
    );
  }
}
