import type { Catalogue } from '@stepscope/core';
import type { ResolvedOptions } from './options.js';

/** The metadata document of a protected resource (RFC 9728 §2), with its wire names. */
export interface ProtectedResourceMetadata {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
  readonly scopes_supported?: readonly string[];
  readonly bearer_methods_supported: readonly ['header'];
}

/** What an API publishes about itself: derived from options and catalogue, never from a request. */
export function protectedResourceMetadata(
  { resource, issuer }: Pick<ResolvedOptions, 'resource' | 'issuer'>,
  catalogue: Catalogue,
): ProtectedResourceMetadata {
  const scopes = [...catalogue.scopes.keys()];
  return {
    resource,
    authorization_servers: [issuer],
    ...(scopes.length > 0 && { scopes_supported: scopes }),
    bearer_methods_supported: ['header'],
  };
}
