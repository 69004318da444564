/**
 * Whether `value` is one scope-token of RFC 6749 §3.3: one or more of `%x21 / %x23-5B / %x5D-7E`,
 * that is printable ASCII without space, `"` and `\`.
 */
export function isScope(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && firstBadCharacter(value) === -1;
}

/** Position of the first character that RFC 6749 §3.3 does not allow in a scope-token, or -1. */
export function firstBadCharacter(text: string): number {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x21 || code > 0x7e || code === 0x22 || code === 0x5c) return index;
  }
  return -1;
}
