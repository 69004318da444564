import type { Html } from '../pages/html.js';
import { logoutPage, signedOutPage } from '../pages/logout-page.js';
import type { OidcContext } from './koa.js';

/**
 * Answers a logout request. With an ID token of the very user who is signed in, it signs out at once:
 * nobody else could have sent that token. Without, the user confirms, lest any page could sign them out.
 */
export async function answerLogout(ctx: OidcContext, form: string): Promise<void> {
  const { session, params, provider, entities } = ctx.oidc;
  const hinted: unknown = entities.IdTokenHint?.payload['sub'];
  if (session === undefined || hinted === undefined || hinted !== session.accountId) {
    respondWith(ctx, logoutPage({ form, clientName: ctx.oidc.client?.clientName }));
    return;
  }
  await session.destroy();
  ctx.cookies.set(provider.cookieName('session'), null);

  const target = params?.['post_logout_redirect_uri'];
  const url = new URL(typeof target === 'string' ? target : ctx.oidc.urlFor('end_session_success'));
  const state = params?.['state'];
  if (typeof target === 'string' && typeof state === 'string') url.searchParams.set('state', state);
  ctx.status = 303;
  ctx.redirect(url.href);
}

/** The page after a logout that names nowhere to go. */
export function answerSignedOut(ctx: OidcContext): void {
  respondWith(ctx, signedOutPage());
}

function respondWith(ctx: OidcContext, page: Html): void {
  ctx.type = 'html';
  ctx.body = page.toString();
}
