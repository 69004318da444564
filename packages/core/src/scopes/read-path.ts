/**
 * The value at the end of `names` inside `value`, by own properties only; `undefined` where a step is
 * absent. May throw where a getter or a proxy does.
 */
export function readPath(value: unknown, names: readonly string[]): unknown {
  let found = value;
  for (const name of names) {
    if (found === undefined) return undefined;
    if (typeof found !== 'object' || found === null) return null;
    found = Object.hasOwn(found, name) ? (found as Record<string, unknown>)[name] : undefined;
  }
  return found;
}
