/**
 * `value`, frozen with all that is in it, so that nobody can change what others share. For plain
 * objects and arrays, such as JSON makes them; other objects keep what they hold inside.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member);
    Object.freeze(value);
  }
  return value;
}
