/**
 * An object of the same names, with a value made of each.
 * @template From, To
 * @param {Readonly<Record<string, From>>} object
 * @param {(value: From, name: string) => To} change
 * @returns {Record<string, To>}
 */
export function mapValues(object, change) {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, change(value, name)]),
  );
}
