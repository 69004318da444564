import { CoreError, type CoreProblem } from '../core-error.js';
import { assertList } from '../support/assert-list.js';
import { wrongKind } from '../support/wrong-kind.js';
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

/** Whoever has this may make a `ScopeSet` of a native set that it has checked. */
const trusted = Symbol('trusted');

/**
 * An immutable set of scope-tokens (RFC 6749 §3.3), compared exactly and case-sensitively. Its method
 * names are those of the native `Set`, and native `Set` methods take it as an argument. Its own take a
 * `ScopeSet` or anything with `size`, `has` and `keys`, such as a native `Set`; they throw a
 * {@link CoreError}, `INVALID_ARGUMENT`, for anything else.
 */
export class ScopeSet implements ScopeSetLike {
  /** The set without scopes. */
  static readonly empty: ScopeSet = new ScopeSet(new Set(), trusted);

  /** Most tokens carry the scopes that the last one did. */
  static #lastParsed: { readonly text: string; readonly set: ScopeSet } | undefined;

  readonly #scopes: ReadonlySet<string>;

  private constructor(scopes: ReadonlySet<string>, proof: typeof trusted) {
    if (proof !== trusted) throw wrongKind('ScopeSet', 'made by ScopeSet.of, from or parse');
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
   * The set of the scopes in any iterable but a string.
   * @throws {CoreError} `INVALID_SCOPE` if one is not a scope-token; the message names the position.
   *   `INVALID_ARGUMENT` for a string, which `parse` reads, and for what is not iterable.
   */
  static from(scopes: Iterable<string>): ScopeSet {
    assertList(scopes, 'scopes', 'scopes');
    const set = new Set<string>();
    let index = 0;
    for (const scope of scopes) {
      if (!isScope(scope)) throw new CoreError(scopeProblem(scope, `scopes[${index}]`));
      set.add(scope);
      index++;
    }
    return ScopeSet.#of(set);
  }

  /**
   * Reads the wire form: scope-tokens joined by exactly one space (RFC 6749 §3.3). The empty string
   * is the empty set.
   * @throws {CoreError} `INVALID_SCOPE` on anything else; the message names position and character.
   */
  static parse(text: string): ScopeSet {
    if (typeof text !== 'string') throw new CoreError(scopeProblem(text, 'text'));
    if (text === ScopeSet.#lastParsed?.text) return ScopeSet.#lastParsed.set;
    const scopes = new Set<string>();
    let offset = 0;
    for (const scope of text === '' ? [] : text.split(' ')) {
      if (!isScope(scope)) throw new CoreError(scopeProblem(scope, undefined, offset));
      scopes.add(scope);
      offset += scope.length + 1;
    }
    const set = ScopeSet.#of(scopes);
    ScopeSet.#lastParsed = { text, set };
    return set;
  }

  static #of(checkedScopes: ReadonlySet<string>): ScopeSet {
    return checkedScopes.size === 0 ? ScopeSet.empty : new ScopeSet(checkedScopes, trusted);
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
    let place = 'claim';
    try {
      const names = typeof path === 'string' ? path.split('.') : path;
      if (names.length > 0) place = names.join('.');
      const claim = readPath(value, names);
      if (claim === undefined) return { scopes: ScopeSet.empty };
      if (typeof claim === 'string') return { scopes: ScopeSet.parse(claim) };
      if (Array.isArray(claim)) return { scopes: ScopeSet.from(claim as string[]) };
    } catch (error) {
      if (error instanceof CoreError) {
        return { scopes: ScopeSet.empty, problem: { ...error.problems[0]!, place } };
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

  /** @throws {CoreError} `INVALID_SCOPE` too, if one of `other` is not a scope-token. */
  union(other: ScopeSetLike): ScopeSet {
    assertSet(other, 'other');
    const added = other instanceof ScopeSet ? other : ScopeSet.from(scopesOf(other));
    if (this.#scopes.size === 0) return added;
    const all = new Set(this.#scopes);
    for (const scope of added.#scopes) all.add(scope);
    return all.size === this.#scopes.size ? this : new ScopeSet(all, trusted);
  }

  intersection(other: ScopeSetLike): ScopeSet {
    assertSet(other, 'other');
    return this.filter((scope) => other.has(scope));
  }

  difference(other: ScopeSetLike): ScopeSet {
    assertSet(other, 'other');
    return this.filter((scope) => !other.has(scope));
  }

  /** @throws {CoreError} `INVALID_SCOPE` too, if one of `other` is not a scope-token. */
  symmetricDifference(other: ScopeSetLike): ScopeSet {
    const added = ScopeSet.empty.union(other);
    return this.difference(added).union(added.difference(this));
  }

  /** The scopes for which `keep` answers true, in the same order. */
  filter(keep: (scope: string) => boolean): ScopeSet {
    if (typeof keep !== 'function') throw wrongKind('keep', 'a function');
    const kept = new Set<string>();
    for (const scope of this.#scopes) if (keep(scope)) kept.add(scope);
    return kept.size === this.#scopes.size ? this : ScopeSet.#of(kept);
  }

  isSubsetOf(other: ScopeSetLike): boolean {
    assertSet(other, 'other');
    if (this.#scopes.size > other.size) return false;
    for (const scope of this.#scopes) if (!other.has(scope)) return false;
    return true;
  }

  isSupersetOf(other: ScopeSetLike): boolean {
    assertSet(other, 'other');
    if (this.#scopes.size < other.size) return false;
    for (const scope of scopesOf(other)) if (!this.#scopes.has(scope)) return false;
    return true;
  }

  isDisjointFrom(other: ScopeSetLike): boolean {
    assertSet(other, 'other');
    for (const scope of this.#scopes) if (other.has(scope)) return false;
    return true;
  }

  equals(other: ScopeSetLike): boolean {
    return this.isSubsetOf(other) && this.#scopes.size === other.size;
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

/**
 * @internal As ECMAScript's GetSetRecord: what has no size is refused rather than taken for empty.
 * @throws {CoreError} `INVALID_ARGUMENT`
 */
export function assertSet(value: unknown, place: string): asserts value is ScopeSetLike {
  const { size, has, keys } = Object(value) as Readonly<Record<string, unknown>>;
  const isSized = typeof size === 'number' && size >= 0;
  if (!isSized || typeof has !== 'function' || typeof keys !== 'function') {
    throw wrongKind(place, 'a ScopeSet or a Set');
  }
}
