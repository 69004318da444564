import type { Catalogue } from '../catalogue/catalogue.js';
import { CoreError } from '../core-error.js';
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

/** @throws {CoreError} `INVALID_ARGUMENT` for a term that is present but `undefined`. */
export function assertTerms(
  asker: string,
  question: Readonly<Record<string, unknown>>,
  optional: readonly string[],
): void {
  for (const term of ['catalogue', 'requested', ...optional]) {
    if (question[term] !== undefined || (optional.includes(term) && !(term in question))) continue;
    throw new CoreError({
      code: 'INVALID_ARGUMENT',
      place: term,
      problem: `${asker}: "${term}" is undefined.`,
      rule: 'A lookup that found nothing must not widen a grant.',
      fix: 'Pass a value, or omit the key of a term that does not apply.',
    });
  }
}
