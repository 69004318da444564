import { InvalidOptionError, IssuerUnavailableError } from '../resource-server-error.js';
import { isSecure } from '../support/secure-url.js';
import { tell } from '../support/tell.js';
import { withinTime } from '../support/within-time.js';
import { assertSettings, createIssuer, type IssuerTools } from './create-issuer.js';
import type { IssuerSettings, KnownIssuers } from './issuer-options.js';
import type { IssuerAnswer, Issuers } from './issuer.js';

/** Of issuers that are known, and of those that are not. */
const MAX_ENTRIES = 1000;
const UNKNOWN_SECONDS = 30;

const optionNames: Record<keyof KnownIssuers, true> = { known: true, cacheSeconds: true };

interface Entry {
  readonly answer: Extract<IssuerAnswer, { status: 'known' }>;
  /** What the settings said about keys, for the application may change them in place. */
  readonly keysText: string;
  readonly expiresAtMs: number;
}

/**
 * Issuers that a function of the application knows. Answers are remembered for a while, 1000 of each
 * kind at most; questions about one issuer at a time are one question.
 * @throws {InvalidOptionError} for a wrong option.
 */
export function knownIssuers(options: KnownIssuers, tools: IssuerTools): Issuers {
  assertSettings('issuers', options, optionNames);
  const { cacheSeconds = 300 } = options;
  if (typeof options.known !== 'function') {
    throw new InvalidOptionError(
      'issuers is neither a list nor has it a function "known": pass [{ issuer }], or { known: (issuer) => settings }.',
    );
  }
  if (!Number.isFinite(cacheSeconds) || cacheSeconds < 0) {
    throw new InvalidOptionError('issuers.cacheSeconds is not a number of seconds, 0 or more.');
  }
  // What is true of every issuer fails now, not at the first token.
  createIssuer('https://issuer.example', {}, tools);
  return new LookedUpIssuers(options, cacheSeconds * 1000, tools);
}

class LookedUpIssuers implements Issuers {
  readonly identifiers = undefined;
  readonly introspected = undefined;
  readonly #options: KnownIssuers;
  readonly #cacheMs: number;
  readonly #tools: IssuerTools;
  /** Least recently used first. */
  readonly #known = new Map<string, Entry>();
  /** When each may be asked about again; a flood of them must not push out those that are known. */
  readonly #unknown = new Map<string, number>();
  readonly #pending = new Map<string, Promise<IssuerAnswer>>();

  constructor(options: KnownIssuers, cacheMs: number, tools: IssuerTools) {
    this.#options = options;
    this.#cacheMs = cacheMs;
    this.#tools = tools;
  }

  find(issuer: string): IssuerAnswer | Promise<IssuerAnswer> {
    const now = this.#tools.now();
    const entry = this.#known.get(issuer);
    if (entry !== undefined && now < entry.expiresAtMs) {
      remember(this.#known, issuer, entry);
      return entry.answer;
    }
    if (now < (this.#unknown.get(issuer) ?? -Infinity)) return { status: 'unknown' };
    if (!URL.canParse(issuer) || !isSecure(new URL(issuer))) return { status: 'unknown' };
    return this.#pending.get(issuer) ?? this.#ask(issuer);
  }

  #ask(issuer: string): Promise<IssuerAnswer> {
    const asking = this.#lookUp(issuer).finally(() => this.#pending.delete(issuer));
    this.#pending.set(issuer, asking);
    return asking;
  }

  async #lookUp(issuer: string): Promise<IssuerAnswer> {
    try {
      const settings = await this.#settingsOf(issuer);
      return settings === undefined ? this.#keepUnknown(issuer) : this.#keepKnown(issuer, settings);
    } catch (cause) {
      this.#report(cause);
      return { status: 'unavailable', retryAfterSeconds: 1 };
    }
  }

  async #settingsOf(issuer: string): Promise<IssuerSettings | undefined> {
    const { timeoutMs } = this.#tools;
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = Promise.resolve().then(() => this.#options.known(issuer, { signal }));
    return (await withinTime(timeoutMs, 'issuers.known', answer)) ?? undefined;
  }

  #keepUnknown(issuer: string): IssuerAnswer {
    const ms = Math.min(this.#cacheMs, UNKNOWN_SECONDS * 1000);
    this.#known.delete(issuer);
    remember(this.#unknown, issuer, this.#tools.now() + ms);
    return { status: 'unknown' };
  }

  #keepKnown(issuer: string, settings: IssuerSettings): IssuerAnswer {
    assertSettings('the settings of a known issuer', settings);
    const before = this.#known.get(issuer);
    const keysText = textOfKeys(settings);
    const reuse = before?.keysText === keysText ? { keys: before.answer.issuer.keys } : {};
    const expiresAtMs = this.#tools.now() + this.#cacheMs;
    const entry: Entry = {
      keysText,
      expiresAtMs,
      answer: {
        status: 'known',
        issuer: createIssuer(issuer, settings, this.#tools, reuse),
        holds: () => this.#known.get(issuer) === entry && this.#tools.now() < expiresAtMs,
      },
    };
    this.#unknown.delete(issuer);
    remember(this.#known, issuer, entry);
    return entry.answer;
  }

  /** Without the issuer's name, which stands in a token that nobody has verified. */
  #report(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : 'for no stated reason.';
    const text = `An issuer could not be looked up: ${reason}`;
    tell(this.#tools.onUnavailable, new IssuerUnavailableError(text, { cause }));
  }
}

/** Keys that were fetched, and when, outlive a new look at settings that say the same about them. */
function textOfKeys({ keys, algorithms }: IssuerSettings): string {
  // A static set is checked against the algorithms.
  return JSON.stringify(typeof keys === 'object' ? { keys, algorithms } : { keys });
}

function remember<V>(entries: Map<string, V>, key: string, value: V): void {
  entries.delete(key);
  entries.set(key, value);
  const [oldest] = entries.keys();
  if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest);
}
