import { errorPage } from '../pages/error-page.js';
import type { Middleware } from '../provider/koa.js';

/**
 * Refuses requests for another host than the issuer's: a page elsewhere could have its own name
 * resolve to this machine (DNS rebinding), and every address in an answer derives from the host. A
 * request target in absolute form (RFC 9112 §3.2.2) names a host of its own, so only paths are answered.
 */
export function requireIssuerHost(issuer: URL): Middleware {
  return async (ctx, next) => {
    if (ctx.get('Host') === issuer.host && ctx.originalUrl.startsWith('/')) return next();
    ctx.status = 421;
    ctx.type = 'text';
    ctx.body = `This server answers for ${issuer.host} only.\n`;
  };
}

/** Endpoints that applications call from their own origins; oidc-provider checks those itself. */
const crossOrigin = new Set(['/token', '/token/revocation', '/request', '/me']);

/** Refuses a form that another site sent: its `Origin` is missing or not the issuer's. */
export function requireOwnOrigin(issuer: URL): Middleware {
  return async (ctx, next) => {
    const safe = ctx.method === 'GET' || ctx.method === 'HEAD' || ctx.method === 'OPTIONS';
    if (safe || crossOrigin.has(ctx.path) || ctx.get('Origin') === issuer.origin) return next();
    ctx.status = 403;
    ctx.type = 'html';
    ctx.body = errorPage({
      title: 'This form came from somewhere else',
      text: 'It was not sent from this site, so nothing was changed.',
    }).toString();
  };
}
