import type { Preference } from '../requirements/evaluate.js';
import { ScopeSet, type ScopeSetLike } from '../scopes/scope-set.js';
import type { ScopeDefinition, Sensitivity } from './catalogue.js';

const ranks: Readonly<Record<Sensitivity, number>> = { low: 0, medium: 1, high: 2 };

/** What the scopes of a catalogue bring along, and which of them to prefer. Free of cycles. */
export class Implications implements Preference {
  readonly #scopes: ReadonlyMap<string, ScopeDefinition>;
  /** Computed when asked for: the closures of a long chain, all together, grow with its square. */
  readonly #closures = new WeakMap<ScopeSet, ScopeSet>();

  constructor(scopes: ReadonlyMap<string, ScopeDefinition>) {
    this.#scopes = scopes;
  }

  /** `scopes` together with all that they imply, directly or not. */
  closure(scopes: ScopeSetLike): ScopeSet {
    const given = ScopeSet.empty.union(scopes);
    const known = this.#closures.get(given);
    if (known !== undefined) return known;
    const closed = given.union(this.#implied(given));
    this.#closures.set(given, closed);
    return closed;
  }

  reduce(lacking: ScopeSet): ScopeSet {
    return lacking.size < 2 ? lacking : lacking.difference(this.#implied(lacking));
  }

  compare(a: ScopeSet, b: ScopeSet): number {
    const [left, right] = [this.#ranksOf(a), this.#ranksOf(b)];
    const index = left.findIndex((rank, at) => rank !== right[at]);
    return index === -1 ? 0 : left[index]! - (right[index] ?? 0);
  }

  /** All that `scopes` imply, directly or not; one of them only if another one implies it. */
  #implied(scopes: ScopeSet): Set<string> {
    const implied = new Set<string>();
    const add = (scope: string) => {
      for (const next of this.#scopes.get(scope)?.implies ?? []) implied.add(next);
    };
    for (const scope of scopes) add(scope);
    // A Set also hands out what was added during the loop.
    for (const scope of implied) add(scope);
    return implied;
  }

  #ranksOf(scopes: ScopeSet): number[] {
    return [...scopes].map((scope) => this.#rankOf(scope)).sort((a, b) => b - a);
  }

  /** A scope is as sensitive as the most sensitive one that it brings along. */
  #rankOf(scope: string): number {
    let highest = 0;
    for (const brought of this.closure(ScopeSet.of(scope))) {
      highest = Math.max(highest, ranks[this.#scopes.get(brought)?.sensitivity ?? 'low']);
    }
    return highest;
  }
}
