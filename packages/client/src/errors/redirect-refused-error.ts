import { ClientError } from './client-error.js';

/** The API answered a call with a redirect, which is not followed with a token. */
export class RedirectRefusedError extends ClientError {
  override readonly name = 'RedirectRefusedError';
  declare readonly code: 'REDIRECT_REFUSED';

  constructor(options?: ErrorOptions) {
    super(
      'REDIRECT_REFUSED',
      'The API answered with a redirect, which is not followed with an access token: call the final URL, or pass redirect: "manual" (maxRedirects: 0 for axios).',
      options,
    );
  }
}
