import { CoreError } from '../core-error.js';
import { firstBadCharacter } from './is-scope.js';

/** What a native `Set<string>` and a `ScopeSet` have in common: all that the set methods need. */
export interface ScopeSetLike {
  readonly size: number;
  has(scope: string): boolean;
  keys(): Iterator<string>;
}

/**
 * An immutable set of scope-tokens (RFC 6749 §3.3), compared exactly and case-sensitively. Its method
 * names are those of the native `Set`, and native `Set` methods take it as an argument.
 */
export class ScopeSet implements ScopeSetLike {
  /** The set without scopes. */
  static readonly empty: ScopeSet = new ScopeSet(new Set());

  readonly #scopes: ReadonlySet<string>;

  private constructor(scopes: ReadonlySet<string>) {
    this.#scopes = scopes;
  }

  /**
   * The set of the given scopes; repeated ones count once.
   * @throws {CoreError} `INVALID_SCOPE` if one is not a scope-token; the message names the position.
   */
  static of(...scopes: readonly string[]): ScopeSet {
    return ScopeSet.from(scopes);
  }

  /**
   * The set of the scopes in any iterable.
   * @throws {CoreError} `INVALID_SCOPE` if one is not a scope-token; the message names the position.
   */
  static from(scopes: Iterable<string>): ScopeSet {
    const set = new Set<string>();
    for (const scope of scopes) {
      assertScope(scope);
      set.add(scope);
    }
    return set.size === 0 ? ScopeSet.empty : new ScopeSet(set);
  }

  /**
   * Reads the wire form: scope-tokens joined by exactly one space (RFC 6749 §3.3). The empty string
   * is the empty set.
   * @throws {CoreError} `INVALID_SCOPE` on anything else; the message names position and character.
   */
  static parse(text: string): ScopeSet {
    if (typeof text !== 'string') {
      throw new CoreError('INVALID_SCOPE', `A scope parameter is a string, got ${typeof text}.`);
    }
    if (text === '') return ScopeSet.empty;
    const set = new Set<string>();
    let offset = 0;
    for (const scope of text.split(' ')) {
      if (scope === '') {
        throw new CoreError(
          'INVALID_SCOPE',
          `Unexpected space at position ${offset}: scopes are joined by exactly one space, with none at either end (RFC 6749 §3.3).`,
        );
      }
      assertScope(scope, offset);
      set.add(scope);
      offset += scope.length + 1;
    }
    return new ScopeSet(set);
  }

  /**
   * Reads scopes out of a claim of a token: a `scope` string, or an array such as `scp`. Never
   * throws: a value of another shape, or one with a malformed scope in it, is the empty set, because
   * a claim that cannot be understood grants nothing.
   */
  static fromClaim(value: unknown): ScopeSet {
    try {
      if (typeof value === 'string') return ScopeSet.parse(value);
      if (Array.isArray(value)) return ScopeSet.from(value as string[]);
    } catch {
      // Malformed means no scopes.
    }
    return ScopeSet.empty;
  }

  get size(): number {
    return this.#scopes.size;
  }

  has(scope: string): boolean {
    return this.#scopes.has(scope);
  }

  keys(): IterableIterator<string> {
    return this.#scopes.keys();
  }

  [Symbol.iterator](): IterableIterator<string> {
    return this.#scopes.keys();
  }

  union(other: ScopeSetLike): ScopeSet {
    if (other.size === 0) return this;
    return ScopeSet.from([...this.#scopes, ...scopesOf(other)]);
  }

  intersection(other: ScopeSetLike): ScopeSet {
    return this.filter((scope) => other.has(scope));
  }

  difference(other: ScopeSetLike): ScopeSet {
    return this.filter((scope) => !other.has(scope));
  }

  /** The scopes for which `keep` answers true, in the same order. */
  filter(keep: (scope: string) => boolean): ScopeSet {
    const kept = new Set<string>();
    for (const scope of this.#scopes) if (keep(scope)) kept.add(scope);
    if (kept.size === this.#scopes.size) return this;
    return kept.size === 0 ? ScopeSet.empty : new ScopeSet(kept);
  }

  isSubsetOf(other: ScopeSetLike): boolean {
    if (this.#scopes.size > other.size) return false;
    for (const scope of this.#scopes) if (!other.has(scope)) return false;
    return true;
  }

  isSupersetOf(other: ScopeSetLike): boolean {
    for (const scope of scopesOf(other)) if (!this.#scopes.has(scope)) return false;
    return true;
  }

  isDisjointFrom(other: ScopeSetLike): boolean {
    for (const scope of this.#scopes) if (other.has(scope)) return false;
    return true;
  }

  equals(other: ScopeSetLike): boolean {
    return this.#scopes.size === other.size && this.isSubsetOf(other);
  }

  /** The canonical wire form: sorted by code unit, joined by single spaces. */
  toString(): string {
    return this.toJSON().join(' ');
  }

  /** The scopes, sorted by code unit. */
  toJSON(): string[] {
    return [...this.#scopes].sort();
  }
}

function* scopesOf(set: ScopeSetLike): Generator<string> {
  const keys = set.keys();
  for (let next = keys.next(); next.done !== true; next = keys.next()) yield next.value;
}

function assertScope(scope: unknown, offset = 0): asserts scope is string {
  if (typeof scope !== 'string') {
    throw new CoreError('INVALID_SCOPE', `A scope is a string, got ${typeof scope}.`);
  }
  if (scope === '') throw new CoreError('INVALID_SCOPE', 'A scope has at least one character.');
  const bad = firstBadCharacter(scope);
  if (bad !== -1) {
    const code = scope.charCodeAt(bad).toString(16).toUpperCase().padStart(4, '0');
    throw new CoreError(
      'INVALID_SCOPE',
      `Character U+${code} at position ${offset + bad} is not allowed in a scope: use printable ASCII without space, '"' and '\\' (RFC 6749 §3.3).`,
    );
  }
}
