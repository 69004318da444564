import type { ScopeSet } from '@stepscope/core';

/** What is known when an API says that a call lacks scopes. Held sets are closed under implications. */
export interface Shortage {
  /** Every way to meet the requirement, the one that the API names first. */
  readonly alternatives: readonly [ScopeSet, ...ScopeSet[]];
  /** What the token that was sent holds. */
  readonly sent: ScopeSet;
  /** What is held now: another call may have stepped up in the meantime. */
  readonly held: ScopeSet;
  /** All that this client may ask for. */
  readonly declared: ScopeSet;
  /** Whether this call has stepped up already. */
  readonly steppedUp: boolean;
}

/** What to do about a shortage. */
export type ShortageDecision =
  /** The token that was sent holds the scopes, and the API disagrees: see whether it is out of date. */
  | { readonly step: 'confirm'; readonly needed: ScopeSet }
  /** The scopes have come since the call was sent. */
  | { readonly step: 'resend'; readonly needed: ScopeSet }
  /** Ask the user. */
  | { readonly step: 'ask'; readonly needed: ScopeSet; readonly missing: ScopeSet }
  /** They cannot be had: not declared by this client, or asked for already. */
  | { readonly step: 'give-up'; readonly needed: ScopeSet };

export function decideShortage(shortage: Shortage): ShortageDecision {
  const { alternatives, sent, held, declared, steppedUp } = shortage;
  const [named] = alternatives;
  const carried = alternatives.find((scopes) => scopes.isSubsetOf(sent));
  if (carried !== undefined) return { step: 'confirm', needed: carried };
  const satisfied = alternatives.find((scopes) => scopes.isSubsetOf(held));
  if (satisfied !== undefined) {
    return { step: steppedUp ? 'give-up' : 'resend', needed: satisfied };
  }
  const [cheapest] = alternatives
    .map((needed) => ({ needed, missing: needed.difference(held) }))
    .filter(({ missing }) => missing.isSubsetOf(declared))
    .sort((a, b) => a.missing.size - b.missing.size);
  if (cheapest === undefined || steppedUp) return { step: 'give-up', needed: named };
  return { step: 'ask', ...cheapest };
}
