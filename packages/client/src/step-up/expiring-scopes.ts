import { isScope, ScopeSet, type ScopeSetLike } from '@stepscope/core';
import type { KeyValueStorage } from '../storage/key-value-storage.js';
import { asRecord, StoredValue, type StorageOwner } from '../storage/stored-value.js';

/**
 * Scope names that are remembered for a while, across reloads and tabs. Holds the scopes that the user
 * has denied (`denials`), and those that a refused call has asked for (`prompts`): the loop guard. That
 * of sign-ins (`sign-ins`) remembers how the user was to sign in, in names of the same characters.
 */
export class ExpiringScopes {
  readonly #stored: StoredValue<Readonly<Record<string, number>>>;
  readonly #lifetimeMs: number;
  readonly #now: () => number;

  constructor(
    name: 'denials' | 'prompts' | 'sign-ins',
    lifetimeMs: number,
    { storage, owner, now }: { storage: KeyValueStorage; owner: StorageOwner; now: () => number },
  ) {
    this.#stored = new StoredValue(storage, owner, name, parseExpiries);
    this.#lifetimeMs = lifetimeMs;
    this.#now = now;
  }

  /** The scopes that have not expired; read anew each time, as other tabs write too. */
  current(): ScopeSet {
    return ScopeSet.from(Object.keys(this.#expiries()));
  }

  /** `lifetimeMs` is shorter than the usual one, where given. */
  add(scopes: ScopeSetLike & Iterable<string>, lifetimeMs = this.#lifetimeMs): void {
    if (scopes.size === 0) return;
    const expiresAt = this.#now() + lifetimeMs;
    const added = Object.fromEntries([...scopes].map((scope) => [scope, expiresAt]));
    this.#write({ ...this.#expiries(), ...added });
  }

  remove(scopes: ScopeSetLike): void {
    const entries = Object.entries(this.#expiries());
    const kept = entries.filter(([scope]) => !scopes.has(scope));
    if (kept.length < entries.length) this.#write(Object.fromEntries(kept));
  }

  clear(): void {
    this.#stored.remove();
  }

  #expiries(): Readonly<Record<string, number>> {
    const now = this.#now();
    const latest = now + this.#lifetimeMs;
    return Object.fromEntries(
      Object.entries(this.#stored.read() ?? {}).filter(
        ([, expiresAt]) => expiresAt > now && expiresAt <= latest,
      ),
    );
  }

  #write(expiries: Readonly<Record<string, number>>): void {
    if (Object.keys(expiries).length === 0) this.#stored.remove();
    else this.#stored.write(expiries);
  }
}

function parseExpiries(value: unknown): Readonly<Record<string, number>> | undefined {
  const entries = Object.entries(asRecord(value) ?? {}).filter(
    (entry): entry is [string, number] => isScope(entry[0]) && typeof entry[1] === 'number',
  );
  return Object.fromEntries(entries);
}
