import type { ScopeDefinition } from './catalogue.js';

/** More names than this and the middle of a cycle is left out. */
const MAX_NAMES = 10;

export interface Cycle {
  /** The scope whose edge closes the circle, and the index of that edge. */
  readonly scope: string;
  readonly index: number;
  /** The scopes on the way, the first one again at the end. */
  readonly names: readonly string[];
}

/**
 * The circles along the edges that `edgesOf` a scope's definition names: empty exactly if there is none. Takes linear time and no recursion,
 * however long a chain is.
 */
export function findCycles(
  scopes: ReadonlyMap<string, ScopeDefinition>,
  edgesOf: (definition: ScopeDefinition) => readonly string[] | undefined,
): Cycle[] {
  const cycles: Cycle[] = [];
  const done = new Set<string>();
  /** The chain that is being followed, with the number of edges that were looked at. */
  const chain: { scope: string; edges: readonly string[]; next: number }[] = [];
  const placeInChain = new Map<string, number>();

  const enter = (scope: string) => {
    const definition = scopes.get(scope);
    const edges = definition && edgesOf(definition);
    if (edges === undefined || edges.length === 0 || done.has(scope)) return;
    placeInChain.set(scope, chain.length);
    chain.push({ scope, edges, next: 0 });
  };
  for (const start of scopes.keys()) {
    enter(start);
    for (let link = chain.at(-1); link !== undefined; link = chain.at(-1)) {
      const index = link.next++;
      const next = link.edges[index];
      const place = next === undefined ? undefined : placeInChain.get(next);
      if (next === undefined) {
        done.add(link.scope);
        placeInChain.delete(link.scope);
        chain.pop();
      } else if (place !== undefined) {
        cycles.push({ scope: link.scope, index, names: namesOf(chain, place) });
      } else {
        enter(next);
      }
    }
  }
  return cycles;
}

function namesOf(chain: readonly { scope: string }[], place: number): string[] {
  const length = chain.length - place;
  const shown =
    length <= MAX_NAMES
      ? chain.slice(place)
      : [...chain.slice(place, place + MAX_NAMES - 1), { scope: '…' }, ...chain.slice(-1)];
  return [...shown, chain[place]!].map(({ scope }) => scope);
}
