import { isScope } from '@stepscope/core';
import { InvalidOptionError } from '../resource-server-error.js';
import { assertOptions } from '../support/assert-options.js';

/** How a user must have signed in (RFC 9470). At least one of the two. */
export interface UserAuthentication {
  /** Values of the `acr` claim of which any will do, best first. */
  readonly acrValues?: readonly string[];
  /**
   * The longest time since the user has signed in, by the `auth_time` claim; whole seconds. It must leave
   * time for the way back from the sign-in, and for the calls that follow.
   */
  readonly maxAgeSeconds?: number;
}

const names: Record<keyof UserAuthentication, true> = { acrValues: true, maxAgeSeconds: true };

/**
 * Makes sure that `wanted` can be told to a client, as RFC 9470 §3 has it.
 * @throws {InvalidOptionError} naming the option, the rule and the fix.
 */
export function assertUserAuthentication(wanted: unknown): asserts wanted is UserAuthentication {
  assertOptions('authentication', wanted, { known: names, fix: '{ maxAgeSeconds: 300 }' });
  const { acrValues, maxAgeSeconds } = wanted as Partial<Record<keyof typeof names, unknown>>;
  if (acrValues === undefined && maxAgeSeconds === undefined) {
    throw new InvalidOptionError(
      'authentication asks for nothing: give acrValues, maxAgeSeconds or both.',
    );
  }
  // In the challenge the values are joined by spaces.
  const isList = Array.isArray(acrValues) && acrValues.length > 0 && acrValues.every(isScope);
  if (acrValues !== undefined && !isList) {
    throw new InvalidOptionError(
      'acrValues is no list of values without spaces: write ["urn:example:mfa"].',
    );
  }
  const isAge = Number.isSafeInteger(maxAgeSeconds) && (maxAgeSeconds as number) >= 0;
  if (maxAgeSeconds !== undefined && !isAge) {
    throw new InvalidOptionError('maxAgeSeconds is no whole number of seconds, 0 or more.');
  }
}

/** How times are judged. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly clockToleranceSeconds: number;
}

/**
 * Whether claims say that the user has signed in as `wanted`. A claim that is missing, or of another
 * type, or a sign-in in the future says nothing.
 */
export function isAuthenticatedAs(
  { acr, auth_time }: Readonly<Record<string, unknown>>,
  { acrValues, maxAgeSeconds }: UserAuthentication,
  { now, clockToleranceSeconds }: Clock,
): boolean {
  if (acrValues !== undefined && !(typeof acr === 'string' && acrValues.includes(acr)))
    return false;
  if (maxAgeSeconds === undefined) return true;
  if (typeof auth_time !== 'number') return false;
  const ageSeconds = Math.floor(now() / 1000) - auth_time;
  return (
    ageSeconds >= -clockToleranceSeconds && ageSeconds <= maxAgeSeconds + clockToleranceSeconds
  );
}

/**
 * What meets all of `wanted` at once, for a client to ask for: the shortest time, and the values that
 * all of them accept. Where there is none, no token can meet them, and the first list stands.
 */
export function jointAuthentication(wanted: readonly UserAuthentication[]): UserAuthentication {
  const lists = wanted.flatMap(({ acrValues }) => (acrValues === undefined ? [] : [acrValues]));
  const ages = wanted.flatMap(({ maxAgeSeconds }) => maxAgeSeconds ?? []);
  const [first] = lists;
  const common = first?.filter((value) => lists.every((list) => list.includes(value))) ?? [];
  const acrValues = common.length > 0 ? common : first;
  return {
    ...(acrValues !== undefined && { acrValues }),
    ...(ages.length > 0 && { maxAgeSeconds: Math.min(...ages) }),
  };
}
