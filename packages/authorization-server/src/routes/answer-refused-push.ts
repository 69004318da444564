import type { errors } from 'oidc-provider';
import type { OidcContext } from '../provider/koa.js';
import { TooManyPushedRequestsError } from '../storage/pushed-requests.js';

/** How oidc-provider says that a body has more than 56 KiB; it has no error of its own for that. */
const TOO_LARGE = 'request entity too large';

/**
 * Answers refused pushed requests as RFC 9126 §2.3 has it where oidc-provider would not: with 413 what
 * is too large, with `Retry-After` what is too many, and both as JSON. A listener to its
 * `pushed_authorization_request.error`.
 */
export function answerRefusedPush(ctx: OidcContext, error: errors.OIDCProviderError): void {
  if (error.cause instanceof Error && error.cause.message === TOO_LARGE) {
    ctx.status = 413;
    ctx.type = 'json';
    ctx.body = { error: 'invalid_request', error_description: 'the request is larger than 56 KiB' };
  } else if (error instanceof TooManyPushedRequestsError) {
    const { error: code, error_description: description, retryAfterSeconds } = error;
    ctx.set('Retry-After', String(retryAfterSeconds));
    ctx.append('Access-Control-Expose-Headers', 'Retry-After');
    ctx.type = 'json';
    ctx.body = { error: code, error_description: description };
  }
}
