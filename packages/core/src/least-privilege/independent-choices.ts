import type { Choice } from './smallest-union.js';

/** `choices` in groups that have no scope in common, so that each can be decided by itself. */
export function independentChoices(choices: readonly Choice[]): readonly (readonly Choice[])[] {
  const parents = new Map<string, string>();
  const rootOf = (scope: string): string => {
    let root = scope;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    for (let at = scope; at !== root;) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  const anyScopeOf = (choice: Choice) => [...(choice[0] ?? [])][0] ?? '';

  for (const choice of choices) {
    const root = rootOf(anyScopeOf(choice));
    for (const set of choice) {
      for (const scope of set) {
        const other = rootOf(scope);
        if (other !== root) parents.set(other, root);
      }
    }
  }
  const groups = new Map<string, Choice[]>();
  for (const choice of choices) {
    const root = rootOf(anyScopeOf(choice));
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [choice]);
    else group.push(choice);
  }
  return [...groups.values()];
}
