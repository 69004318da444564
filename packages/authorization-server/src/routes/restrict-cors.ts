import type { Directory } from '../directory.js';
import type { Middleware } from '../provider/koa.js';

/**
 * Lets scripts of registered applications' origins, and no others, read answers across origins.
 * oidc-provider by itself checks the endpoints that know their client, and opens the rest to everybody.
 */
export function restrictCors(directory: Directory): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.response.get('Access-Control-Allow-Origin') === '') return;
    const origin = ctx.get('Origin');
    const applications = await directory.listApplications();
    const registered = applications.some(({ redirectUris }) =>
      redirectUris.some((uri) => new URL(uri).origin === origin),
    );
    if (!registered) ctx.remove('Access-Control-Allow-Origin');
  };
}
