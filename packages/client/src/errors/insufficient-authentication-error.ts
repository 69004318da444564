import type { OutcomeStatus } from '../outcome.js';
import { ClientError } from './client-error.js';

/**
 * The API wants the user to have signed in more recently, or in another way (RFC 9470), and that has not
 * come about.
 */
export class InsufficientAuthenticationError extends ClientError {
  override readonly name = 'InsufficientAuthenticationError';
  declare readonly code: 'INSUFFICIENT_USER_AUTHENTICATION';
  /** Authentication contexts of which the API wants one; empty where any will do. */
  readonly acrValues: readonly string[];
  /** The longest time since the user has signed in, in seconds. */
  readonly maxAgeSeconds: number | undefined;
  /** The API's name of the operation, where it says one. */
  readonly action: string | undefined;
  /** How asking the user ended; `undefined` where nobody was asked, or where it did not satisfy the API. */
  readonly outcome: OutcomeStatus | undefined;

  constructor(
    facts: Pick<
      InsufficientAuthenticationError,
      'acrValues' | 'maxAgeSeconds' | 'action' | 'outcome'
    >,
    options?: ErrorOptions,
  ) {
    super(
      'INSUFFICIENT_USER_AUTHENTICATION',
      'The API wants the user to sign in again, or in a stronger way.',
      options,
    );
    this.acrValues = facts.acrValues;
    this.maxAgeSeconds = facts.maxAgeSeconds;
    this.action = facts.action;
    this.outcome = facts.outcome;
  }
}
