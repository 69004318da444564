import type { Catalogue } from '@stepscope/core';
import type { Kysely } from 'kysely';
import type Provider from 'oidc-provider';
import type { Directory } from '../directory.js';
import type { Html } from '../pages/html.js';
import type { Context } from '../provider/koa.js';
import type { FormTokens } from '../storage/form-tokens.js';
import type { Tables } from '../storage/tables.js';

/** What the pages' routes work with. */
export interface Services {
  readonly provider: Provider;
  readonly directory: Directory;
  readonly catalogue: Catalogue;
  /** The one resource that scopes are for. */
  readonly resource: string;
  readonly formTokens: FormTokens;
  readonly db: Kysely<Tables>;
}

/** Answers one request; `params` are the decoded parts of the path. */
export type Handler = (
  ctx: Context,
  services: Services,
  params: readonly string[],
) => Promise<void>;

/** Answers with a page that no cache keeps. */
export function sendPage(ctx: Context, page: Html, status = 200): void {
  ctx.status = status;
  ctx.type = 'html';
  ctx.set('Cache-Control', 'no-store');
  ctx.body = page.toString();
}

/** Sends the browser on to `location` with GET. */
export function seeOther(ctx: Context, location: string): void {
  ctx.status = 303;
  ctx.set('Cache-Control', 'no-store');
  ctx.redirect(location);
}
