import { CoreError, type CoreProblem } from '../core-error.js';
import { isScope } from './is-scope.js';
import { readPath } from './read-path.js';
import { scopeProblem } from './scope-problem.js';

/** What a native `Set<string>` and a `ScopeSet` have in common: all that the set methods need. */
export interface ScopeSetLike {
  readonly size: number;
  has(scope: string): boolean;
  keys(): Iterator<string>;
}

/** What a claim says about scopes. */
export interface ScopeClaim {
  /** Empty when the claim is absent or malformed. */
  readonly scopes: ScopeSet;
  /** Why the claim grants nothing, if it is there but cannot be understood. */
  readonly problem?: CoreProblem;
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
    Object.freeze(this);
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
    let index = 0;
    for (const scope of scopes) {
      if (!isScope(scope)) throw new CoreError(scopeProblem(scope, `scopes[${index}]`));
      set.add(scope);
      index++;
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
      throw new CoreError({
        code: 'INVALID_SCOPE',
        place: 'text',
        problem: `A scope parameter is a string, got ${typeof text}.`,
        rule: wireRule,
        fix: 'Pass one string, or use ScopeSet.from for a list.',
      });
    }
    if (text === '') return ScopeSet.empty;
    const set = new Set<string>();
    let offset = 0;
    for (const scope of text.split(' ')) {
      if (scope === '') {
        throw new CoreError({
          code: 'INVALID_SCOPE',
          place: `position ${offset}`,
          problem: `Unexpected space at position ${offset}.`,
          rule: wireRule,
          fix: 'Remove it.',
        });
      }
      if (!isScope(scope)) throw new CoreError(scopeProblem(scope, undefined, offset));
      set.add(scope);
      offset += scope.length + 1;
    }
    return new ScopeSet(set);
  }

  /**
   * The scopes of a claim of a token: a `scope` string, or an array such as `scp`, `permissions` or a
   * list of roles. With `path`, `value` is the whole set of claims, and the path leads to the claim:
   * names joined by dots, such as `realm_access.roles`, or an array of names where one has a dot in
   * it. Never throws: a claim that is absent, of another shape, or has a malformed scope in it is the
   * empty set, because what cannot be understood grants nothing; `readClaim` also says why.
   */
  static fromClaim(value: unknown, path?: string | readonly string[]): ScopeSet {
    return ScopeSet.readClaim(value, path).scopes;
  }

  /**
   * The same as `fromClaim`, with the reason why a claim that is there grants nothing. An absent claim
   * is the empty set and no problem. Never throws.
   */
  static readClaim(value: unknown, path: string | readonly string[] = []): ScopeClaim {
    const names = typeof path === 'string' ? path.split('.') : path;
    let place = 'claim';
    try {
      if (names.length > 0) place = names.join('.');
      const claim = readPath(value, names);
      if (claim === undefined) return { scopes: ScopeSet.empty };
      if (typeof claim === 'string') return { scopes: ScopeSet.parse(claim) };
      if (Array.isArray(claim)) return { scopes: ScopeSet.from(claim as string[]) };
    } catch (error) {
      if (error instanceof CoreError) {
        const { code, problem, rule, fix } = error;
        return { scopes: ScopeSet.empty, problem: { code, place, problem, rule, fix } };
      }
    }
    const problem = {
      code: 'INVALID_SCOPE',
      place,
      problem: `The claim "${place}" is neither a string nor an array of strings.`,
      rule: 'A claim that cannot be understood grants nothing.',
      fix: 'Name the claim that carries the scopes.',
    } as const;
    return { scopes: ScopeSet.empty, problem };
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
    if (this.#scopes.size === 0 && other instanceof ScopeSet) return other;
    const added = other instanceof ScopeSet ? other : ScopeSet.from(scopesOf(other));
    const all = new Set(this.#scopes);
    for (const scope of added.#scopes) all.add(scope);
    return all.size === this.#scopes.size ? this : new ScopeSet(all);
  }

  intersection(other: ScopeSetLike): ScopeSet {
    return this.filter((scope) => other.has(scope));
  }

  difference(other: ScopeSetLike): ScopeSet {
    return this.filter((scope) => !other.has(scope));
  }

  symmetricDifference(other: ScopeSetLike): ScopeSet {
    const added = ScopeSet.empty.union(other);
    return this.difference(added).union(added.difference(this));
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
    if (this.#scopes.size < other.size) return false;
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

function scopesOf(set: ScopeSetLike): Iterable<string> {
  return { [Symbol.iterator]: () => set.keys() };
}

const wireRule = 'Scopes are joined by exactly one space, with none at either end (RFC 6749 §3.3).';
