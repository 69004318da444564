import { IssuerUnavailableError } from '../resource-server-error.js';
import { tell } from '../support/tell.js';
import type { KeySet } from './key-set.js';
import type { KeySetSource } from './key-set-source.js';
import type { PublicKey } from './public-key.js';
import type { KeyAnswer, KeyQuestion, VerificationKeys } from './verification-keys.js';

export interface FetchedKeysOptions {
  readonly source: KeySetSource;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onUnavailable: (error: IssuerUnavailableError) => void;
  readonly onFetched?: (keys: KeySet) => void;
}

/** After this a key set is fetched anew; it serves until that has come to something. */
const FRESH_MS = 5 * 60_000;
/** After this a key set that could not be fetched anew is used no more. */
const LAST_KNOWN_GOOD_MS = 60 * 60_000;
/** Between two fetches for unknown keys, and after a fetch that failed while there are keys. */
const COOLDOWN_MS = 30_000;
/** After the first failure without any usable keys; doubles up to `COOLDOWN_MS`. */
const FIRST_COOLDOWN_MS = 1000;

interface Fetched {
  readonly keys: KeySet;
  readonly startedAtMs: number;
  /** Of all attempts; tells before from after where the clock is too coarse. */
  readonly attempt: number;
}

/**
 * The keys of one issuer, fetched when they are first needed, and again every five minutes in which
 * they are used: while that goes on, and while it fails, the last good keys serve for an hour. One fetch
 * runs at a time; an unknown `kid` causes at most one in 30 s, failures counted. Without usable keys,
 * attempts come after 1, 2, 4 … seconds, and at last every 30 s.
 */
export class FetchedKeys implements VerificationKeys {
  readonly #options: FetchedKeysOptions;
  #current: Fetched | undefined;
  #pending: Promise<Fetched | undefined> | undefined;
  #attempts = 0;
  #failedAtMs = -Infinity;
  /** In a row, while there were no usable keys. */
  #failuresWithoutKeys = 0;
  #unknownKeyFetchAtMs = -Infinity;

  constructor(options: FetchedKeysOptions) {
    this.#options = options;
  }

  find(question: KeyQuestion): KeyAnswer | Promise<KeyAnswer> {
    const attemptsBefore = this.#attempts;
    const known = this.#usable();
    if (known === undefined) return this.#findInFirst(question, attemptsBefore);
    const { alg, kid } = question;
    const publicKey = known.keys.find(alg, kid);
    const key = publicKey?.import(alg);
    // Without a promise where the key has been used before: nearly always.
    return publicKey === undefined || key === undefined || key instanceof Promise
      ? this.#findIn(known, question, attemptsBefore)
      : { status: 'found', key, publicKey };
  }

  holds(key: PublicKey): boolean {
    return this.#usable()?.keys.has(key) === true;
  }

  async #findInFirst(question: KeyQuestion, attemptsBefore: number): Promise<KeyAnswer> {
    if (!this.#mayFetch()) return this.#unavailable();
    const fetched = await this.#fetch();
    return fetched === undefined
      ? this.#unavailable()
      : this.#findIn(fetched, question, attemptsBefore);
  }

  async #findIn(known: Fetched, question: KeyQuestion, attemptsBefore: number): Promise<KeyAnswer> {
    const found = await keyIn(known, question);
    if (found !== undefined) return found;
    if (known.attempt > attemptsBefore) this.#countUnknown(known);
    // Issuers back-date `iat`, and clocks differ: a key that is not there may still be a new one.
    const mayFetch = this.#pending !== undefined || this.#cooldownMs() <= 0;
    if (!mayFetch) {
      return isNewer(known, question, attemptsBefore) ? { status: 'unknown' } : this.#unavailable();
    }
    const fetched = await this.#fetch();
    if (fetched === undefined) return this.#unavailable();
    const foundNow = await keyIn(fetched, question);
    if (foundNow !== undefined) return foundNow;
    this.#countUnknown(fetched);
    return isNewer(fetched, question, attemptsBefore) ? { status: 'unknown' } : this.#unavailable();
  }

  /** The last good keys; where they have grown stale, newer ones are sent for, and nobody waits. */
  #usable(): Fetched | undefined {
    if (this.#ageMs() < FRESH_MS) return this.#current;
    const lastKnownGood = this.#lastKnownGood();
    if (lastKnownGood !== undefined && this.#mayFetch()) void this.#fetch();
    return lastKnownGood;
  }

  #mayFetch(): boolean {
    return this.#pending !== undefined || this.#failureCooldownMs() <= 0;
  }

  #lastKnownGood(): Fetched | undefined {
    return this.#ageMs() < LAST_KNOWN_GOOD_MS ? this.#current : undefined;
  }

  #ageMs(): number {
    const ageMs = this.#options.now() - (this.#current?.startedAtMs ?? -Infinity);
    // A clock that was set back: nobody knows the age, so that they are fetched anew.
    return ageMs < 0 ? FRESH_MS : ageMs;
  }

  /** Joins the fetch that runs, or starts one. Undefined when it fails. */
  #fetch(): Promise<Fetched | undefined> {
    this.#pending ??= this.#attempt().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #attempt(): Promise<Fetched | undefined> {
    const startedAtMs = this.#options.now();
    const attempt = ++this.#attempts;
    try {
      const keys = await this.#options.source(this.#current?.keys);
      this.#current = { keys, startedAtMs, attempt };
      this.#failuresWithoutKeys = 0;
      if (this.#options.onFetched !== undefined) tell(this.#options.onFetched, keys);
      return this.#current;
    } catch (error) {
      this.#failedAtMs = this.#options.now();
      if (this.#lastKnownGood() === undefined) this.#failuresWithoutKeys++;
      this.#report(error);
      return undefined;
    }
  }

  #report(error: unknown): void {
    const unavailable =
      error instanceof IssuerUnavailableError
        ? error
        : new IssuerUnavailableError('The keys could not be fetched.', { cause: error });
    tell(this.#options.onUnavailable, unavailable);
  }

  #countUnknown(fetched: Fetched): void {
    this.#unknownKeyFetchAtMs = Math.max(this.#unknownKeyFetchAtMs, fetched.startedAtMs);
  }

  #failureCooldownMs(): number {
    const cooldownMs =
      this.#failuresWithoutKeys === 0
        ? COOLDOWN_MS
        : Math.min(COOLDOWN_MS, FIRST_COOLDOWN_MS * 2 ** (this.#failuresWithoutKeys - 1));
    return this.#leftMs(this.#failedAtMs, cooldownMs);
  }

  #cooldownMs(): number {
    const since = this.#leftMs(this.#unknownKeyFetchAtMs, COOLDOWN_MS);
    return Math.max(since, this.#failureCooldownMs());
  }

  /** What is left of a cool-down; nothing where it would begin in the future of a clock set back. */
  #leftMs(sinceMs: number, cooldownMs: number): number {
    const leftMs = sinceMs + cooldownMs - this.#options.now();
    return leftMs > cooldownMs ? 0 : leftMs;
  }

  #unavailable(): KeyAnswer {
    const seconds = Math.ceil(this.#cooldownMs() / 1000);
    return { status: 'unavailable', retryAfterSeconds: Math.max(1, seconds) };
  }
}

/** Whether a fetch began after the token existed: what it lacks, the issuer did not sign with. */
function isNewer(fetched: Fetched, question: KeyQuestion, attemptsBefore: number): boolean {
  return (
    fetched.attempt > attemptsBefore || Math.floor(fetched.startedAtMs / 1000) > question.issuedAt
  );
}

async function keyIn({ keys }: Fetched, { alg, kid }: KeyQuestion): Promise<KeyAnswer | undefined> {
  const publicKey = keys.find(alg, kid);
  const key = await publicKey?.import(alg);
  return publicKey === undefined || key === undefined
    ? undefined
    : { status: 'found', key, publicKey };
}
