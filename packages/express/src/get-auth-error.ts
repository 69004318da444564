/** Why there is nothing to get: no guard has run, or the caller sent no credentials. */
export type GetAuthErrorCode = 'UNGUARDED_ROUTE' | 'ANONYMOUS_REQUEST';

const messages: Record<GetAuthErrorCode, string> = {
  UNGUARDED_ROUTE:
    'getAuth found no guard before this handler: add requireScopes, requireAction, guard or authenticate of the same resource server. Behind public, which reads no token, use authenticate({ optional: true }) instead.',
  ANONYMOUS_REQUEST:
    'getAuth found a request without a good token, which authenticate({ optional: true }) or a guard in shadow mode has let pass: call getAuth(req, { optional: true }) and handle undefined.',
};

/** `getAuth` was called where there is no verified token: a mistake in the routes. */
export class GetAuthError extends TypeError {
  override readonly name = 'GetAuthError';
  readonly code: GetAuthErrorCode;

  constructor(code: GetAuthErrorCode) {
    super(messages[code]);
    this.code = code;
  }
}
