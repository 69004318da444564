/** The fields in which two entries differ, sorted; the order of an object's keys does not count. */
export function changedFields(before: object, after: object, ignored: readonly string[]): string[] {
  const [left, right] = [before, after].map((entry) => new Map(Object.entries(entry)));
  const fields = new Set([...left!.keys(), ...right!.keys()]);
  return [...fields]
    .filter((field) => !ignored.includes(field))
    .filter((field) => canonical(left!.get(field)) !== canonical(right!.get(field)))
    .sort();
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))
      : item,
  );
}
