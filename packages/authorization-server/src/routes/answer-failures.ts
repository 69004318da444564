import { errors } from 'oidc-provider';
import { errorPage, errorTextOf } from '../pages/error-page.js';
import type { Middleware } from '../provider/koa.js';
import { sendPage } from './services.js';

/**
 * Answers a request that is refused with a page that says why, and what nobody foresaw with a page that
 * tells nothing of it; the latter is reported.
 */
export function answerFailures(report: (error: unknown) => void): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (error instanceof errors.OIDCProviderError && error.expose) {
        const out = { error: error.error, error_description: error.error_description };
        sendPage(ctx, errorPage(errorTextOf(out, error)), error.statusCode);
        return;
      }
      report(error);
      sendPage(ctx, errorPage(errorTextOf({ error: 'server_error' }, error)), 500);
    }
  };
}
