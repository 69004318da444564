import { ScopeSet } from '@stepscope/core';
import { asRecord } from '../storage/stored-value.js';

/** What is written down of a sign-in so that a reload can restore it: names, never tokens. */
export interface RememberedSignIn {
  /** The last granted scopes in wire form, by resource. */
  readonly granted: Readonly<Record<string, string>>;
  /** Whose they are: restoring somebody else is refused. */
  readonly sub?: string;
}

export function parseRememberedSignIn(value: unknown): RememberedSignIn | undefined {
  const { granted, sub } = asRecord(value) ?? {};
  const byResource = asRecord(granted);
  if (byResource === undefined) return undefined;
  const scopes = Object.fromEntries(
    Object.entries(byResource).map(([resource, names]) => [
      resource,
      ScopeSet.fromClaim(names).toString(),
    ]),
  );
  return typeof sub === 'string' ? { granted: scopes, sub } : { granted: scopes };
}
