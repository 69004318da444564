/** What went wrong, one literal per rule. */
export type ResourceServerErrorCode = 'INVALID_OPTION' | 'ISSUER_UNAVAILABLE';

/**
 * An option broke a rule. Always a mistake in a program, and thrown when the resource server is
 * made; on a request only for a policy that could not be known before. The message names the option,
 * the rule and the fix.
 */
export class InvalidOptionError extends TypeError {
  override readonly name = 'InvalidOptionError';
  readonly code = 'INVALID_OPTION' satisfies ResourceServerErrorCode;
}

/**
 * What is needed to decide could not be had: metadata or keys of the issuer, the revocation feed, the
 * store of used DPoP proofs; `cause` says why. Never thrown at callers: requests get a 503, and
 * `onIssuerUnavailable` gets this. Holds addresses, no tokens.
 */
export class IssuerUnavailableError extends Error {
  override readonly name = 'IssuerUnavailableError';
  readonly code = 'ISSUER_UNAVAILABLE' satisfies ResourceServerErrorCode;
}
