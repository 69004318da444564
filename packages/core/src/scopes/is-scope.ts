/** What RFC 6749 §3.3 keeps out of a scope-token. */
const forbidden = /[^!#-[\]-~]/;

/**
 * Whether `value` is one scope-token of RFC 6749 §3.3: one or more of `%x21 / %x23-5B / %x5D-7E`,
 * that is printable ASCII without space, `"` and `\`.
 */
export function isScope(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !forbidden.test(value);
}

/** Position of the first character that RFC 6749 §3.3 does not allow in a scope-token, or -1. */
export function firstBadCharacter(text: string): number {
  return text.search(forbidden);
}
