import type { errors } from 'oidc-provider';
import type { OidcContext } from '../provider/koa.js';

/** How oidc-provider says that a body has more than 56 KiB; it has no error of its own for that. */
const TOO_LARGE = 'request entity too large';

/**
 * Answers a pushed request that is too large with 413 and JSON (RFC 9126 §2.3), where oidc-provider has
 * answered 400 as for a body that cannot be read. A listener to its `pushed_authorization_request.error`.
 */
export function answerRefusedPush(ctx: OidcContext, { cause }: errors.OIDCProviderError): void {
  if (!(cause instanceof Error) || cause.message !== TOO_LARGE) return;
  ctx.status = 413;
  ctx.type = 'json';
  ctx.body = { error: 'invalid_request', error_description: 'the request is larger than 56 KiB' };
}
