import type { Middleware } from '../provider/koa.js';

/** Endpoints at which a client asks by a proof that what it gets is bound to its key. */
const binding: ReadonlySet<string> = new Set(['/token', '/request']);

/**
 * Has an empty `DPoP` header refused as an invalid proof (RFC 9449 §4.3). oidc-provider takes it for none,
 * and would hand out a token that anybody can use to a client that wants one bound to a key.
 */
export const refuseEmptyProof: Middleware = async (ctx, next) => {
  const { headers } = ctx.req;
  // Not a JWT, so that the library refuses it, in its own form and with its own CORS.
  if (binding.has(ctx.path) && headers['dpop'] === '') headers['dpop'] = 'empty';
  await next();
};
