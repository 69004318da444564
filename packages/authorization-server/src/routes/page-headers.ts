import type { Middleware } from '../provider/koa.js';

/**
 * No frame, no foreign script, style or font. `form-action` is left out on purpose: browsers apply it
 * to the redirect that follows a form, and the consent form ends at the application. The referrer stays
 * on the site rather than being dropped, or forms would be sent with `Origin: null`.
 */
const pageHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
};

/** Sets the security headers of every page, ours and oidc-provider's. */
export const setPageHeaders: Middleware = async (ctx, next) => {
  // Before the page is made: oidc-provider adds the hash of its own script to the policy.
  ctx.set(pageHeaders);
  await next();
};
