import { ScopeSet } from '../scopes/scope-set.js';
import { independentChoices } from './independent-choices.js';

/** One of these sets has to be in the union, whole. Never empty. */
export type Choice = readonly ScopeSet[];

export interface SmallestUnion {
  readonly union: ScopeSet;
  /** The union has at most this many times as many scopes as the smallest one; 1 if it is smallest. */
  readonly bound: number;
}

/** Up to so many ways to choose, every one is looked at. */
const MAX_WAYS = 16_384;

/**
 * The smallest set that holds one set of every choice. `compare` is negative where, of two equally
 * large sets, the first is to be preferred; between equals the one that is declared first wins. Groups
 * of choices that have no scope in common are decided one by one. When their ways to choose, together,
 * are more than `maxWays`, it takes for the rest, choice by choice, the set that adds the fewest scopes.
 *
 * Why `bound` holds then: what is forced is in every solution. Each of the k open choices of a group
 * adds no more than that set of it which the smallest solution holds, so no more than what the smallest
 * solution has of this group; all k together, at most k times as much.
 */
export function smallestUnion(
  choices: readonly Choice[],
  compare: (a: ScopeSet, b: ScopeSet) => number = () => 0,
  maxWays: number = MAX_WAYS,
): SmallestUnion {
  const { forced, open } = force(choices);
  let union = forced;
  let bound = 1;
  let left = maxWays;
  for (const group of independentChoices(open)) {
    const ways = group.reduce((product, { length }) => product * length, 1);
    if (ways <= left) {
      left -= ways;
      union = union.union(exactUnion(group, compare));
    } else {
      bound = Math.max(bound, group.length);
      union = union.union(greedyUnion(group));
    }
  }
  return { union, bound };
}

/** Takes what every solution holds; leaves the choices that are still open, without dominated sets. */
function force(choices: readonly Choice[]): { forced: ScopeSet; open: readonly Choice[] } {
  let forced = ScopeSet.empty;
  let open = choices;
  for (;;) {
    const before = forced.size;
    open = distinct(
      open.filter((choice) => !isMet(choice, forced)).map((choice) => minimal(choice, forced)),
    );
    for (const [only, ...others] of open) {
      if (only !== undefined && others.length === 0) forced = forced.union(only);
    }
    if (forced.size === before) return { forced, open };
  }
}

function isMet(choice: Choice, held: ScopeSet): boolean {
  return choice.some((set) => set.isSubsetOf(held));
}

/** What the sets add to `held`, without those that add all that another one adds. */
function minimal(choice: Choice, held: ScopeSet): Choice {
  const added = choice.map((set) => set.difference(held));
  return added.filter(
    (set, index) =>
      !added.some(
        (other, at) =>
          at !== index && other.isSubsetOf(set) && (other.size < set.size || at < index),
      ),
  );
}

function distinct(choices: readonly Choice[]): readonly Choice[] {
  const keyOf = (choice: Choice) => choice.map(String).sort().join('\n');
  const byKey = new Map(choices.toReversed().map((choice) => [keyOf(choice), choice]));
  return choices.filter((choice) => byKey.get(keyOf(choice)) === choice);
}

function exactUnion(
  open: readonly Choice[],
  compare: (a: ScopeSet, b: ScopeSet) => number,
): ScopeSet {
  let best: ScopeSet | undefined;
  const visit = (held: ScopeSet, index: number): void => {
    if (best !== undefined && held.size > best.size) return;
    const choice = open[index];
    if (choice === undefined) {
      if (best === undefined || held.size < best.size || compare(held, best) < 0) best = held;
    } else if (isMet(choice, held)) {
      visit(held, index + 1);
    } else {
      for (const set of choice) visit(held.union(set), index + 1);
    }
  };
  visit(ScopeSet.empty, 0);
  return best ?? ScopeSet.empty;
}

function greedyUnion(open: readonly Choice[]): ScopeSet {
  let held = ScopeSet.empty;
  const taken: ScopeSet[] = [];
  for (const choice of open) {
    if (isMet(choice, held)) continue;
    const [first, ...others] = choice.map((set) => set.difference(held));
    const cheapest = others.reduce((a, b) => (b.size < a.size ? b : a), first ?? ScopeSet.empty);
    taken.push(cheapest);
    held = held.union(cheapest);
  }
  // What was taken early may have become needless through what was taken later.
  for (const set of taken) {
    const without = held.difference(set);
    if (open.every((choice) => isMet(choice, without))) held = without;
  }
  return held;
}
