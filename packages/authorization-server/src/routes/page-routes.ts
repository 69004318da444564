import { errorPage } from '../pages/error-page.js';
import { icon } from '../pages/icon.js';
import { pageScript } from '../pages/page-script.js';
import { stylesheet } from '../pages/stylesheet.js';
import type { Middleware } from '../provider/koa.js';
import {
  showAccountSignIn,
  showStart,
  submitAccountSignIn,
  submitSignOut,
} from './account-routes.js';
import {
  disconnect,
  showConnectedApps,
  showDisconnect,
  takeBackScope,
} from './connected-apps-routes.js';
import {
  cancelInteraction,
  showInteraction,
  submitConsent,
  submitSignIn,
  switchAccount,
} from './interaction-routes.js';
import { sendPage, type Handler, type Services } from './services.js';

type Route = readonly [method: 'GET' | 'POST', path: RegExp, handler: Handler];

const routes: readonly Route[] = [
  ['GET', /^\/$/, showStart],
  ['GET', /^\/sign-in$/, showAccountSignIn],
  ['POST', /^\/sign-in$/, submitAccountSignIn],
  ['POST', /^\/sign-out$/, submitSignOut],
  ['GET', /^\/connected-apps$/, showConnectedApps],
  ['POST', /^\/connected-apps\/([^/]+)\/take-back$/, takeBackScope],
  ['GET', /^\/connected-apps\/([^/]+)\/disconnect$/, showDisconnect],
  ['POST', /^\/connected-apps\/([^/]+)\/disconnect$/, disconnect],
  ['GET', /^\/interaction\/([^/]+)$/, showInteraction],
  ['POST', /^\/interaction\/([^/]+)\/sign-in$/, submitSignIn],
  ['POST', /^\/interaction\/([^/]+)\/consent$/, submitConsent],
  ['POST', /^\/interaction\/([^/]+)\/cancel$/, cancelInteraction],
  ['POST', /^\/interaction\/([^/]+)\/switch$/, switchAccount],
  ['GET', /^\/assets\/icon\.svg$/, asset('image/svg+xml', icon)],
  ['GET', /^\/assets\/pages\.css$/, asset('css', stylesheet)],
  ['GET', /^\/assets\/pages\.js$/, asset('application/javascript', pageScript)],
];

/** Answers the server's own pages and leaves everything else to oidc-provider. */
export function createPageRoutes(services: Services): Middleware {
  return async (ctx, next) => {
    for (const [method, path, handler] of routes) {
      const params = method === ctx.method ? matchPath(path, ctx.path) : undefined;
      if (params === undefined) continue;
      return handler(ctx, services, params);
    }
    await next();
    if (ctx.status === 404 && !ctx.body) {
      const text = 'There is nothing at this address.';
      sendPage(ctx, errorPage({ title: 'Page not found', text }), 404);
    }
  };
}

/** The decoded parts of `actual`, or `undefined` if it does not match or is not well encoded. */
function matchPath(path: RegExp, actual: string): readonly string[] | undefined {
  try {
    return path.exec(actual)?.slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function asset(type: string, content: string): Handler {
  return (ctx) => {
    ctx.type = type;
    ctx.set('Cache-Control', 'no-cache');
    ctx.body = content;
    return Promise.resolve();
  };
}
