import { CoreError } from '../core-error.js';

/**
 * What a feed tells resource servers about one grant that has become narrower: access tokens of it
 * that were issued before count no more.
 */
export interface Revocation {
  /** Issuer identifier of the authorization server. */
  readonly iss: string;
  /** The user whose grant it is, within the issuer. */
  readonly sub: string;
  /** The application that was granted. */
  readonly clientId: string;
  /** When the grant changed, in seconds since the epoch. */
  readonly at: number;
  /**
   * The grant's version from then on. Tokens that carry a `grant_version` are judged by it, so that
   * one issued after the change counts even within the same second.
   */
  readonly version?: number;
}

const RULE =
  'A revocation is { iss, sub, clientId, at, version? }: names that are not empty, and times and versions that are non-negative integers.';

/**
 * `value`, as it came from a feed, as a revocation. Unknown members are left out.
 * @throws {CoreError} `INVALID_ARGUMENT`, naming the member. Values stay out of the message.
 */
export function parseRevocation(value: unknown): Revocation {
  if (typeof value !== 'object' || value === null) {
    throw broken('revocation', 'It is not an object.', 'Publish an object.');
  }
  const { iss, sub, clientId, at, version } = value as Record<string, unknown>;
  return {
    iss: name('iss', iss),
    sub: name('sub', sub),
    clientId: name('clientId', clientId),
    at: count('at', at),
    ...(version !== undefined && { version: count('version', version) }),
  };
}

function name(member: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw broken(`revocation.${member}`, 'It is missing or empty.', 'Give it as a string.');
}

function count(member: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  const problem = 'It is not a non-negative integer.';
  throw broken(`revocation.${member}`, problem, 'Round it, and count times in seconds.');
}

function broken(place: string, problem: string, fix: string): CoreError {
  return new CoreError({
    code: 'INVALID_ARGUMENT',
    place,
    problem: `${place}: ${problem}`,
    rule: RULE,
    fix,
  });
}
