import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

/** Koa's middleware and context, as oidc-provider types them. */
export type Middleware = Parameters<Provider['use']>[0];
export type Context = Parameters<Middleware>[0];
export type OidcContext = KoaContextWithOIDC;
