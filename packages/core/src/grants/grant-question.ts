import { isCatalogue } from '../catalogue/assert-catalogue.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { CoreError } from '../core-error.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { invalidArgument } from '../support/invalid-argument.js';
import { unknownOption } from '../support/unknown-name.js';

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

/** @throws {CoreError} `INVALID_ARGUMENT` for an unknown term, or a present one of the wrong kind. */
export function assertTerms(
  asker: string,
  question: Readonly<Record<string, unknown>>,
  optional: readonly string[],
): void {
  const terms = ['catalogue', 'requested', ...optional];
  const known = Object.fromEntries(terms.map((term) => [term, true]));
  const unknown = unknownOption(`term of ${asker}`, question, known);
  if (unknown !== undefined) throw refused('question', unknown);
  for (const term of terms) {
    if (optional.includes(term) && !(term in question)) continue;
    const value = question[term];
    const problem = value === undefined ? 'undefined' : problemOf(term, value);
    if (problem !== undefined) throw refused(term, `${asker}: "${term}" is ${problem}.`);
  }
}

function problemOf(term: string, value: unknown): string | undefined {
  if (term === 'catalogue') return isCatalogue(value) ? undefined : 'not a catalogue';
  if (term === 'roles') return Array.isArray(value) ? undefined : 'not an array';
  return value instanceof ScopeSet ? undefined : 'not a ScopeSet';
}

function refused(place: string, problem: string): CoreError {
  return invalidArgument(
    place,
    problem,
    'A lookup that found nothing must not widen a grant.',
    'Pass a value of the right kind, or omit the key of a term that does not apply.',
  );
}
