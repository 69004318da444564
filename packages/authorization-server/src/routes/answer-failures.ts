import { errorPage, errorTextOf } from '../pages/error-page.js';
import type { Middleware } from '../provider/koa.js';
import { sendPage } from './services.js';

/** Answers what nobody foresaw with a page that tells nothing of it, and reports it. */
export function answerFailures(report: (error: unknown) => void): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      report(error);
      sendPage(ctx, errorPage(errorTextOf({ error: 'server_error' }, error)), 500);
    }
  };
}
