import { ClientError } from './client-error.js';

/** The call needs a token and there is none, or the one there cannot be renewed: sign in. */
export class SignInRequiredError extends ClientError {
  override readonly name = 'SignInRequiredError';
  declare readonly code: 'SIGN_IN_REQUIRED';

  constructor(options?: ErrorOptions) {
    super(
      'SIGN_IN_REQUIRED',
      'The call needs a signed-in user: call signIn(), after handleRedirect(), which may restore one.',
      options,
    );
  }
}
