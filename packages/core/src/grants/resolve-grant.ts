import type { ScopeSet } from '../scopes/scope-set.js';
import { dropReasonOf } from './drop-reason-of.js';
import { assertTerms, type DropReason, type GrantQuestion } from './grant-question.js';

/** A granted scope that nobody should ask for any more. */
export interface GrantWarning {
  readonly scope: string;
  readonly warning: 'deprecated';
  /** The scope to request instead, where the catalogue names one. */
  readonly replacedBy?: string;
}

export interface GrantResolution {
  readonly granted: ScopeSet;
  /** In the order of the request. */
  readonly dropped: readonly { readonly scope: string; readonly reason: DropReason }[];
  /** Deprecated scopes among the granted ones: a deprecation warns and takes nothing away. */
  readonly warnings: readonly GrantWarning[];
}

/**
 * The effective scopes: requested ∩ allowed ∩ capabilities ∩ consented, and a reason for every scope
 * that was dropped. A term that does not apply (no user in client credentials) is left out by
 * omitting its key. Does not check who asks: the terms are those of the right user and application.
 * @throws {CoreError} `INVALID_ARGUMENT` for a term that is present but no `ScopeSet`, and for one of an
 *   unknown name: a lookup that found nothing, or a misspelt term, must not widen a grant.
 */
export function resolveGrant(question: GrantQuestion): GrantResolution {
  const terms = { ...question };
  assertTerms('resolveGrant', terms, ['allowed', 'capabilities', 'consented']);
  const { catalogue, requested } = terms;
  const reasonToDrop = dropReasonOf(terms);

  const dropped: { scope: string; reason: DropReason }[] = [];
  const granted = requested.filter((scope) => {
    const reason = reasonToDrop(scope);
    if (reason !== undefined) dropped.push({ scope, reason });
    return reason === undefined;
  });

  const warnings: GrantWarning[] = [];
  for (const scope of granted) {
    const { deprecated = false, replacedBy } = catalogue.scopes.get(scope) ?? {};
    if (!deprecated) continue;
    warnings.push({
      scope,
      warning: 'deprecated',
      ...(replacedBy !== undefined && { replacedBy }),
    });
  }
  return { granted, dropped, warnings };
}
