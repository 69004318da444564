import { invalidArgument } from './invalid-argument.js';

/** `map` itself, whose methods that would change it throw from now on. */
export function frozenMap<K, V>(map: Map<K, V>): ReadonlyMap<K, V> {
  return Object.freeze(Object.defineProperties(map, refusals));
}

const refusals = {
  set: { value: refuse },
  delete: { value: refuse },
  clear: { value: refuse },
};

function refuse(): never {
  throw invalidArgument(
    'map',
    'This map cannot be changed.',
    'What decisions are made by is immutable.',
    'Copy it with new Map(...), or define another catalogue.',
  );
}
