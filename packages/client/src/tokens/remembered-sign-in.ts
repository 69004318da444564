import { ScopeSet } from '@stepscope/core';
import { asRecord } from '../storage/stored-value.js';

/** What is written down of a sign-in so that a reload can restore it: names, never tokens. */
export interface RememberedSignIn {
  /** The last granted scopes in wire form. */
  readonly granted: string;
  /** Whose they are: restoring somebody else is refused. */
  readonly sub?: string;
}

export function parseRememberedSignIn(value: unknown): RememberedSignIn | undefined {
  const { granted, sub } = asRecord(value) ?? {};
  if (typeof granted !== 'string') return undefined;
  const scopes = ScopeSet.fromClaim(granted).toString();
  return typeof sub === 'string' ? { granted: scopes, sub } : { granted: scopes };
}
