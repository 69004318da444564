import { responseModes } from './client-metadata.js';
import type { Middleware, OidcContext } from './koa.js';

/** Publishes the response modes that applications may use; oidc-provider names all that it knows. */
export const publishResponseModes: Middleware = async (ctx, next) => {
  await next();
  const { oidc } = ctx as unknown as Partial<OidcContext>;
  if (oidc?.route !== 'discovery' || ctx.status !== 200) return;
  ctx.body = { ...(ctx.body as object), response_modes_supported: responseModes };
};
