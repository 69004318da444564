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

/** A revocation, and when it came. */
interface Arrived {
  readonly revocation: Revocation;
  /** Seconds since the epoch. */
  readonly arrivedAt: number;
}

/**
 * The newest revocations of each grant, for as long as they are kept: one with a version, and one
 * without, which holds beside it. A token that is older than that may have been revoked by one that is
 * forgotten, and counts as revoked.
 */
export class RevocationList implements Iterable<Revocation> {
  readonly #options: RevocationListOptions;
  /** In the order in which they came, the oldest first. */
  readonly #arrived = new Map<string, Arrived>();

  constructor(options: RevocationListOptions) {
    this.#options = options;
  }

  /** Feeds may tell twice, or out of order: of two revocations the later time and version hold. */
  add(revocation: Revocation): void {
    this.#forget();
    if (revocation.at < this.#earliest()) return;
    const id = idOf(revocation.version === undefined ? 'time' : 'version', {
      issuer: revocation.iss,
      subject: revocation.sub,
      clientId: revocation.clientId,
    });
    const known = this.#arrived.get(id)?.revocation;
    // Not replaced in place, so that the order stays that of arrival.
    this.#arrived.delete(id);
    this.#arrived.set(id, {
      revocation: known === undefined ? revocation : later(known, revocation),
      arrivedAt: this.#nowSeconds(),
    });
  }

  /**
   * Whether `token` was issued before its grant became narrower: by `grant_version` where both have
   * one, else by `iat`, and then a tie is a revocation.
   */
  revokes(token: RevocableToken): boolean {
    if (token.issuedAt < this.#earliest()) return true;
    const byTime = this.#arrived.get(idOf('time', token))?.revocation;
    if (byTime !== undefined && token.issuedAt <= byTime.at) return true;
    const byVersion = this.#arrived.get(idOf('version', token))?.revocation;
    if (byVersion === undefined) return false;
    const version = token.claims['grant_version'];
    return Number.isSafeInteger(version)
      ? (version as number) < byVersion.version!
      : token.issuedAt <= byVersion.at;
  }

  get size(): number {
    return this.#arrived.size;
  }

  *[Symbol.iterator](): Iterator<Revocation> {
    this.#forget();
    for (const { revocation } of this.#arrived.values()) yield revocation;
  }

  #nowSeconds(): number {
    return Math.floor(this.#options.now() / 1000);
  }

  #earliest(): number {
    return this.#nowSeconds() - this.#options.retentionSeconds;
  }

  /** By arrival: a revocation that claims to be from the future would keep all that follow. */
  #forget(): void {
    const earliest = this.#earliest();
    for (const [id, { arrivedAt }] of this.#arrived) {
      if (arrivedAt >= earliest) return;
      this.#arrived.delete(id);
    }
  }
}

/** JSON, because any of the names may hold any character. */
function idOf(
  kind: 'time' | 'version',
  { issuer, subject, clientId }: Pick<RevocableToken, 'issuer' | 'subject' | 'clientId'>,
): string {
  return JSON.stringify([kind, issuer, subject, clientId]);
}

/** Of two of one kind. */
function later(one: Revocation, another: Revocation): Revocation {
  return {
    ...another,
    at: Math.max(one.at, another.at),
    ...(one.version !== undefined &&
      another.version !== undefined && { version: Math.max(one.version, another.version) }),
  };
}
