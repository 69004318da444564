import type { ScopeSet } from '@stepscope/core';
import type { OutcomeStatus } from '../outcome.js';
import { ClientError } from './client-error.js';

/** The API refused a call for lack of scopes, and the user has not granted them. */
export class InsufficientScopeError extends ClientError {
  override readonly name = 'InsufficientScopeError';
  declare readonly code: 'INSUFFICIENT_SCOPE';
  /** All that the operation needs. */
  readonly required: ScopeSet;
  /** What the client holds now. */
  readonly granted: ScopeSet;
  /** What is lacking. */
  readonly missing: ScopeSet;
  /** The API's name of the operation, where it says one. */
  readonly action: string | undefined;
  /** How asking the user ended; `undefined` where nobody was asked. */
  readonly outcome: OutcomeStatus | undefined;

  constructor(
    facts: {
      readonly required: ScopeSet;
      readonly granted: ScopeSet;
      readonly missing: ScopeSet;
      readonly action?: string | undefined;
      readonly outcome?: OutcomeStatus | undefined;
    },
    options?: ErrorOptions,
  ) {
    super('INSUFFICIENT_SCOPE', `The call lacks ${[...facts.missing].join(', ')}.`, options);
    this.required = facts.required;
    this.granted = facts.granted;
    this.missing = facts.missing;
    this.action = facts.action;
    this.outcome = facts.outcome;
  }
}
