import type { Catalogue } from '../catalogue/catalogue.js';
import { CoreError } from '../core-error.js';
import { isProtocolScope } from '../scopes/protocol-scopes.js';
import type { ScopeSet } from '../scopes/scope-set.js';

/** Why a requested scope is not granted. The first rule that it breaks is named. */
export type DropReason =
  /** Begins with `@`: reserved for the platform. */
  | 'reserved'
  /** Not in the catalogue. */
  | 'unknown'
  /** The application may not request it. */
  | 'not-allowed-for-application'
  /** No role of the user covers it. */
  | 'not-in-capabilities'
  /** The user did not consent to it. */
  | 'declined';

export interface GrantQuestion {
  readonly catalogue: Catalogue;
  readonly requested: ScopeSet;
  /** Scopes that the application may request; closed under `implies`. */
  readonly allowed?: ScopeSet;
  /** Scopes that the user's roles cover; closed under `implies`, never applied to protocol scopes. */
  readonly capabilities?: ScopeSet;
  /** Scopes that the user consented to; taken literally. */
  readonly consented?: ScopeSet;
}

export interface GrantResolution {
  readonly granted: ScopeSet;
  readonly dropped: readonly { readonly scope: string; readonly reason: DropReason }[];
}

/**
 * The effective scopes: requested ∩ allowed ∩ capabilities ∩ consented, and a reason for every scope
 * that was dropped. A term that does not apply (no user in client credentials) is left out by
 * omitting its key.
 * @throws {CoreError} `INVALID_ARGUMENT` for a term that is present but `undefined`: a lookup that
 *   found nothing must not widen a grant.
 */
export function resolveGrant(question: GrantQuestion): GrantResolution {
  for (const term of ['catalogue', 'requested', 'allowed', 'capabilities', 'consented'] as const) {
    const needed = term === 'catalogue' || term === 'requested' || term in question;
    if (needed && question[term] === undefined) {
      throw new CoreError({
        code: 'INVALID_ARGUMENT',
        place: term,
        problem: `resolveGrant: "${term}" is undefined.`,
        rule: 'A lookup that found nothing must not widen a grant.',
        fix: `Pass a ${term === 'catalogue' ? 'Catalogue' : 'ScopeSet'}, or omit the key of a term that does not apply.`,
      });
    }
  }
  const { catalogue, requested, consented } = question;
  const allowed = question.allowed && catalogue.closure(question.allowed);
  const capabilities = question.capabilities && catalogue.closure(question.capabilities);

  const reasonToDrop = (scope: string): DropReason | undefined => {
    if (scope.startsWith('@')) return 'reserved';
    if (!catalogue.has(scope)) return 'unknown';
    if (allowed?.has(scope) === false) return 'not-allowed-for-application';
    if (capabilities?.has(scope) === false && !isProtocolScope(scope)) return 'not-in-capabilities';
    if (consented?.has(scope) === false) return 'declined';
    return undefined;
  };

  const dropped: { scope: string; reason: DropReason }[] = [];
  const granted = requested.filter((scope) => {
    const reason = reasonToDrop(scope);
    if (reason !== undefined) dropped.push({ scope, reason });
    return reason === undefined;
  });
  return { granted, dropped };
}
