import type { MaybePromise } from '../support/and-then.js';
import { ownCopyOf } from '../support/own-copy-of.js';
import type { Grounds, TokenVerifier, Verification } from '../token/verified-token.js';
import { Admission } from './admission.js';
import type { CacheOptions } from './cache-options.js';
import { heapBytes } from './heap-bytes.js';
import { Sieve, type SieveEntry } from './sieve.js';

/** What the cache of verified tokens has done since it was made, and what it holds. */
export interface CacheStats {
  /** Requests whose token was in the cache. */
  readonly hits: number;
  /** Requests whose token was not, or no longer. */
  readonly misses: number;
  /** Tokens that are remembered now. */
  readonly entries: number;
  /** An estimate of the memory that they take, rather too high. */
  readonly bytes: number;
  /** Tokens that were forgotten to make room for others. */
  readonly evictions: number;
}

/** Of no cache at all. */
export const NO_CACHE_STATS: CacheStats = Object.freeze({
  hits: 0,
  misses: 0,
  entries: 0,
  bytes: 0,
  evictions: 0,
});

export interface VerifiedTokenCacheOptions extends Required<CacheOptions> {
  readonly clockToleranceSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

type ValidVerification = Extract<Verification, { readonly status: 'valid' }>;

interface Entry extends SieveEntry<Entry> {
  readonly index: string;
  readonly tokenText: string;
  readonly grounds: Grounds;
  /** Missing until the token comes again, as many never do, where its text says the same. */
  verification: ValidVerification | undefined;
  readonly bytes: number;
  /** It counts from when it was verified, so that a clock that is set back ends it, too … */
  readonly fromMs: number;
  /** … until the token expires or its time in the cache is over, and not in that very moment. */
  readonly untilMs: number;
}

/** A verification that others may wait for. */
interface Running {
  readonly tokenText: string;
  readonly verifying: Promise<Verification>;
}

/**
 * Entries are found by the end of their token's signature, since to hash all of a token takes longer
 * than all the rest; then the whole texts are compared. V8 copies an end that is as short as this one:
 * a longer one would keep the whole text.
 */
const INDEX_LENGTH = 12;

/** What an entry takes beside text and claims. */
const ENTRY_BYTES = 2048;

/**
 * A verifier that remembers what another one found valid. An entry is found by the whole text of its
 * token and ends with the token, after its time in the cache, or when the key that signed it leaves
 * the issuer's set. What was refused is not remembered: a flood of bad tokens drives out no good one,
 * and while nearly no token comes again, only one that came before is.
 * Requests that bring one token at the same time share one verification.
 */
export class VerifiedTokenCache implements TokenVerifier {
  readonly #verifier: TokenVerifier;
  readonly #options: VerifiedTokenCacheOptions;
  /** By the end of the token's text. */
  readonly #entries = new Map<string, Entry>();
  readonly #sieve = new Sieve<Entry>();
  readonly #admission: Admission;
  readonly #running = new Map<string, Running>();
  #hits = 0;
  #misses = 0;
  #bytes = 0;
  #evictions = 0;

  constructor(verifier: TokenVerifier, options: VerifiedTokenCacheOptions) {
    this.#verifier = verifier;
    this.#options = options;
    this.#admission = new Admission(options.maxEntries);
  }

  verify(tokenText: string): MaybePromise<Verification> {
    const index = tokenText.slice(-INDEX_LENGTH);
    const recalled = this.#recall(tokenText, index);
    if (recalled !== undefined) return recalled;
    const running = this.#running.get(index);
    if (running?.tokenText === tokenText) return running.verifying;
    const verification = this.#verifier.verify(tokenText);
    return verification instanceof Promise
      ? this.#run(tokenText, index, verification)
      : this.#settle(tokenText, index, verification);
  }

  get stats(): CacheStats {
    return {
      hits: this.#hits,
      misses: this.#misses,
      entries: this.#entries.size,
      bytes: this.#bytes,
      evictions: this.#evictions,
    };
  }

  #recall(tokenText: string, index: string): Verification | undefined {
    const entry = this.#entries.get(index);
    if (entry?.tokenText === tokenText) {
      if (this.#holds(entry)) {
        this.#hits++;
        this.#admission.hit();
        entry.used = true;
        return (entry.verification ??= verificationOf(entry));
      }
      this.#remove(entry);
    }
    this.#misses++;
    return undefined;
  }

  #run(
    tokenText: string,
    index: string,
    verification: Promise<Verification>,
  ): Promise<Verification> {
    const verifying = verification.then(
      (verified) => {
        this.#forget(index, verifying);
        return this.#settle(tokenText, index, verified);
      },
      (error: unknown) => {
        this.#forget(index, verifying);
        throw error;
      },
    );
    this.#running.set(index, { tokenText, verifying });
    return verifying;
  }

  #forget(index: string, verifying: Promise<Verification>): void {
    if (this.#running.get(index)?.verifying === verifying) this.#running.delete(index);
  }

  #settle(tokenText: string, index: string, verification: Verification): Verification {
    if (verification.status === 'valid') {
      const { grounds } = verification;
      // Where the issuer had to be asked, to ask again takes longer than to remember.
      if (grounds.read === undefined || this.#admission.admits(index)) {
        this.#remember(tokenText, index, verification);
      }
    }
    return verification;
  }

  #remember(tokenText: string, index: string, verification: ValidVerification): void {
    const { clockToleranceSeconds, maxBytes, maxEntries, now, ttlSeconds } = this.#options;
    const { grounds, token } = verification;
    const fromMs = now();
    const expiresAtMs = (token.expiresAt + clockToleranceSeconds) * 1000;
    const untilMs = Math.min(expiresAtMs, fromMs + ttlSeconds * 1000);
    const bytes = ENTRY_BYTES + heapBytes(tokenText) + heapBytes(token.claims);
    if (bytes > maxBytes) return;
    const replaced = this.#entries.get(index);
    if (replaced !== undefined) this.#remove(replaced);
    while (this.#entries.size >= maxEntries || this.#bytes + bytes > maxBytes) this.#evict();
    const entry: Entry = {
      index,
      tokenText: ownCopyOf(tokenText),
      grounds,
      verification: grounds.read === undefined ? verification : undefined,
      bytes,
      fromMs,
      untilMs,
      used: false,
      older: undefined,
      newer: undefined,
    };
    this.#entries.set(index, entry);
    this.#sieve.add(entry);
    this.#bytes += bytes;
  }

  #evict(): void {
    this.#remove(this.#sieve.next()!);
    this.#evictions++;
  }

  #holds({ fromMs, untilMs, grounds }: Entry): boolean {
    const nowMs = this.#options.now();
    return nowMs >= fromMs && nowMs < untilMs && grounds.holds();
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.index);
    this.#sieve.remove(entry);
    this.#bytes -= entry.bytes;
  }
}

function verificationOf({ grounds, tokenText }: Entry): ValidVerification {
  return { status: 'valid', token: grounds.read!(tokenText), grounds };
}
