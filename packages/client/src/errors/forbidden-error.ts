import type { ScopeSet } from '@stepscope/core';
import { ClientError } from './client-error.js';

/**
 * The API refused a call for scopes that the token carries, and a fresh token carries them too: it is
 * not about scopes, and asking the user would not help.
 */
export class ForbiddenError extends ClientError {
  override readonly name = 'ForbiddenError';
  declare readonly code: 'FORBIDDEN';
  readonly required: ScopeSet;

  constructor(required: ScopeSet, options?: ErrorOptions) {
    super(
      'FORBIDDEN',
      `The API refuses the call although the token carries ${[...required].join(', ')}: a rule other than scopes forbids it.`,
      options,
    );
    this.required = required;
  }
}
