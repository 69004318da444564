import type { CryptoKey } from 'jose';
import { IssuerUnavailableError } from '../resource-server-error.js';
import type { KeySet, KeySetSource } from './key-set-source.js';

/** What is known of a token before its signature is verified, as far as it chooses a key. */
export interface KeyQuestion {
  readonly alg: string;
  readonly kid: string | undefined;
  /** Seconds since the epoch; 0 where the token does not say. */
  readonly issuedAt: number;
}

export type KeyAnswer =
  | { readonly status: 'found'; readonly key: CryptoKey }
  /** The issuer has no such key, as a fetch shows that is newer than the token. */
  | { readonly status: 'unknown' }
  /** Nobody can tell now. */
  | { readonly status: 'unavailable'; readonly retryAfterSeconds: number };

export interface IssuerKeysOptions {
  readonly source: KeySetSource;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onUnavailable: (error: IssuerUnavailableError) => void;
}

/** After this a key set is fetched anew before it is used again. */
const FRESH_MS = 10 * 60_000;
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
 * The keys of one issuer, fetched when they are first needed. One fetch runs at a time; an unknown
 * `kid` causes at most one in 30 s, failures counted; while the issuer is down, the last good keys
 * serve for an hour. Without any, attempts come after 1, 2, 4 … seconds, and at last every 30 s.
 */
export class IssuerKeys {
  readonly #options: IssuerKeysOptions;
  #current: Fetched | undefined;
  #pending: Promise<Fetched | undefined> | undefined;
  #attempts = 0;
  #failedAtMs = -Infinity;
  /** In a row, while there were no usable keys. */
  #failuresWithoutKeys = 0;
  #unknownKeyFetchAtMs = -Infinity;

  constructor(options: IssuerKeysOptions) {
    this.#options = options;
  }

  /** The key that a token names, or why there is none. Never rejects. */
  async find(question: KeyQuestion): Promise<KeyAnswer> {
    const attemptsBefore = this.#attempts;
    const known = await this.#usable();
    if (known === undefined) return this.#unavailable();
    const key = await keyIn(known.keys, question);
    if (key !== undefined) return { status: 'found', key };
    return this.#afterMiss(known, question, attemptsBefore);
  }

  async #afterMiss(
    missedIn: Fetched,
    question: KeyQuestion,
    attemptsBefore: number,
  ): Promise<KeyAnswer> {
    if (missedIn.attempt > attemptsBefore) this.#countUnknown(missedIn);
    if (isNewer(missedIn, question, attemptsBefore)) return { status: 'unknown' };
    if (this.#pending === undefined && this.#cooldownMs() > 0) return this.#unavailable();
    const fetched = await this.#fetch();
    if (fetched === undefined) return this.#unavailable();
    const key = await keyIn(fetched.keys, question);
    if (key !== undefined) return { status: 'found', key };
    this.#countUnknown(fetched);
    return isNewer(fetched, question, attemptsBefore) ? { status: 'unknown' } : this.#unavailable();
  }

  /** The current keys while they are fresh; else newer ones, or as long as they last the old ones. */
  async #usable(): Promise<Fetched | undefined> {
    if (this.#ageMs() < FRESH_MS) return this.#current;
    const lastKnownGood = this.#lastKnownGood();
    const mayFetch = this.#pending !== undefined || this.#failureCooldownMs() <= 0;
    if (!mayFetch) return lastKnownGood;
    const fetching = this.#fetch();
    // During an outage nobody waits for a fetch that is likely to fail as the last one did.
    if (lastKnownGood !== undefined && this.#failedAtMs > lastKnownGood.startedAtMs) {
      return lastKnownGood;
    }
    return (await fetching) ?? lastKnownGood;
  }

  #lastKnownGood(): Fetched | undefined {
    return this.#ageMs() < LAST_KNOWN_GOOD_MS ? this.#current : undefined;
  }

  #ageMs(): number {
    return this.#options.now() - (this.#current?.startedAtMs ?? -Infinity);
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
      this.#current = { keys: await this.#options.source(), startedAtMs, attempt };
      this.#failuresWithoutKeys = 0;
      return this.#current;
    } catch (error) {
      this.#failedAtMs = this.#options.now();
      if (this.#lastKnownGood() === undefined) this.#failuresWithoutKeys++;
      this.#report(error);
      return undefined;
    }
  }

  #report(error: unknown): void {
    try {
      this.#options.onUnavailable(
        error instanceof IssuerUnavailableError
          ? error
          : new IssuerUnavailableError('The keys could not be fetched.', { cause: error }),
      );
    } catch {
      // A listener that throws must not fail the requests that wait for the keys.
    }
  }

  #countUnknown(fetched: Fetched): void {
    this.#unknownKeyFetchAtMs = Math.max(this.#unknownKeyFetchAtMs, fetched.startedAtMs);
  }

  #failureCooldownMs(): number {
    const cooldownMs =
      this.#failuresWithoutKeys === 0
        ? COOLDOWN_MS
        : Math.min(COOLDOWN_MS, FIRST_COOLDOWN_MS * 2 ** (this.#failuresWithoutKeys - 1));
    return this.#failedAtMs + cooldownMs - this.#options.now();
  }

  #cooldownMs(): number {
    const since = this.#unknownKeyFetchAtMs + COOLDOWN_MS - this.#options.now();
    return Math.max(since, this.#failureCooldownMs());
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

async function keyIn(keys: KeySet, { alg, kid }: KeyQuestion): Promise<CryptoKey | undefined> {
  try {
    return await keys({ alg, ...(kid !== undefined && { kid }) });
  } catch {
    // None fits, several fit a token without `kid`, or the one that fits is malformed.
    return undefined;
  }
}
