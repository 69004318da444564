import type { Revocation } from '@stepscope/core';
import type { VerifiedToken } from '../token/verified-token.js';

export interface RevocationListOptions {
  /** How long a revocation is kept. */
  readonly retentionSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** As much of a token as decides whether it was revoked. */
export type RevocableToken = Pick<
  VerifiedToken,
  'issuer' | 'subject' | 'clientId' | 'issuedAt' | 'claims'
>;

/**
 * The newest revocation of each grant, for as long as they are kept. A token that is older than that
 * may have been revoked by one that is forgotten, and counts as revoked.
 */
export class RevocationList implements Iterable<Revocation> {
  readonly #options: RevocationListOptions;
  /** In the order in which they came, the oldest first. */
  readonly #byGrant = new Map<string, Revocation>();

  constructor(options: RevocationListOptions) {
    this.#options = options;
  }

  /** Feeds may tell twice, or out of order: of two revocations the later time and version hold. */
  add(revocation: Revocation): void {
    this.#forget();
    if (revocation.at < this.#earliest()) return;
    const grant = grantOf(revocation.iss, revocation.sub, revocation.clientId);
    const known = this.#byGrant.get(grant);
    // Not replaced in place, so that the order stays that of arrival.
    this.#byGrant.delete(grant);
    this.#byGrant.set(grant, known === undefined ? revocation : later(known, revocation));
  }

  /**
   * Whether `token` was issued before its grant became narrower: by `grant_version` where both have
   * one, else by `iat`, and then a tie is a revocation.
   */
  revokes({ issuer, subject, clientId, issuedAt, claims }: RevocableToken): boolean {
    const revocation = this.#byGrant.get(grantOf(issuer, subject, clientId));
    if (revocation === undefined) return issuedAt < this.#earliest();
    const version = claims['grant_version'];
    if (revocation.version !== undefined && Number.isSafeInteger(version)) {
      return (version as number) < revocation.version;
    }
    return issuedAt <= revocation.at;
  }

  get size(): number {
    return this.#byGrant.size;
  }

  [Symbol.iterator](): Iterator<Revocation> {
    this.#forget();
    return this.#byGrant.values();
  }

  #earliest(): number {
    return Math.floor(this.#options.now() / 1000) - this.#options.retentionSeconds;
  }

  #forget(): void {
    const earliest = this.#earliest();
    for (const [grant, { at }] of this.#byGrant) {
      if (at >= earliest) return;
      this.#byGrant.delete(grant);
    }
  }
}

/** JSON, because any of the three may hold any character. */
function grantOf(issuer: string, subject: string, clientId: string): string {
  return JSON.stringify([issuer, subject, clientId]);
}

function later(one: Revocation, another: Revocation): Revocation {
  const versions = [one.version, another.version].filter((version) => version !== undefined);
  return {
    ...another,
    at: Math.max(one.at, another.at),
    ...(versions.length > 0 && { version: Math.max(...versions) }),
  };
}
