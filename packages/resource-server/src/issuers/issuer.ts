import type { ProviderProfile } from '@stepscope/core';
import type { ResolvedIntrospection } from '../introspection/introspection-options.js';
import type { VerificationKeys } from '../keys/verification-keys.js';

/** An authorization server whose tokens count, with all that its tokens are held against. */
export interface Issuer {
  readonly issuer: string;
  readonly profile: ProviderProfile;
  readonly audience: readonly string[];
  readonly algorithms: readonly string[];
  readonly keys: VerificationKeys;
  /** How it is asked about tokens that are no JWTs. */
  readonly introspection?: ResolvedIntrospection;
}

export type IssuerAnswer =
  | {
      readonly status: 'known';
      readonly issuer: Issuer;
      /** Whether the answer still counts. */
      readonly holds: () => boolean;
    }
  | { readonly status: 'unknown' }
  /** Nobody can tell now. */
  | { readonly status: 'unavailable'; readonly retryAfterSeconds: number };

/** The issuers whose tokens count. */
export interface Issuers {
  /** The configuration for a token's `iss`, which nobody has verified. Never rejects. */
  find(issuer: string): IssuerAnswer | Promise<IssuerAnswer>;
  /** Their identifiers, where they can be listed. */
  readonly identifiers: readonly string[] | undefined;
  /** The one that is asked about tokens that are no JWTs, and so name none. */
  readonly introspected: Issuer | undefined;
}
