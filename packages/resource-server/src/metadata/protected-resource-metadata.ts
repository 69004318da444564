import type { ResolvedDpop } from '../dpop/dpop-options.js';
import type { ResolvedMetadataOptions } from './metadata-options.js';

/** The metadata document of a protected resource (RFC 9728 §2), with its wire names. */
export interface ProtectedResourceMetadata {
  readonly resource: string;
  readonly resource_name?: string;
  /** Absent where issuers are known to a function, and cannot be listed. */
  readonly authorization_servers?: readonly string[];
  readonly scopes_supported?: readonly string[];
  readonly bearer_methods_supported: readonly ['header'];
  readonly dpop_signing_alg_values_supported?: readonly string[];
  readonly dpop_bound_access_tokens_required?: true;
}

/** What the document is made of. */
export interface ProtectedResource extends ResolvedMetadataOptions {
  readonly resource: string;
  /** The issuers, where they can be listed. */
  readonly issuers: readonly string[] | undefined;
  readonly dpop: Pick<ResolvedDpop, 'algorithms' | 'required'> | undefined;
}

/**
 * What an API publishes about itself: derived from its options, never from a request. Members without
 * a value are left out (RFC 9728 §3.2).
 */
export function protectedResourceMetadata({
  resource,
  resourceName,
  issuers,
  scopesSupported,
  dpop,
}: ProtectedResource): ProtectedResourceMetadata {
  return {
    resource,
    ...(resourceName !== undefined && { resource_name: resourceName }),
    ...(issuers !== undefined && { authorization_servers: issuers }),
    ...(scopesSupported.length > 0 && { scopes_supported: scopesSupported }),
    bearer_methods_supported: ['header'],
    ...(dpop !== undefined && { dpop_signing_alg_values_supported: dpop.algorithms }),
    ...(dpop?.required === true && { dpop_bound_access_tokens_required: true }),
  };
}
