/** Whether `code` may stand in a token of RFC 9110 §5.6.2. */
export function isTokenCharacter(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || // 0-9
    (code >= 0x41 && code <= 0x5a) || // A-Z
    (code >= 0x5e && code <= 0x7a) || // ^ _ ` a-z
    code === 0x7c || // |
    code === 0x7e || // ~
    (code >= 0x21 &&
      code <= 0x2e &&
      code !== 0x22 &&
      code !== 0x28 &&
      code !== 0x29 &&
      code !== 0x2c)
  );
}

/** Whether `text` is a token of RFC 9110 §5.6.2. */
export function isToken(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (!isTokenCharacter(text.charCodeAt(index))) return false;
  }
  return text.length > 0;
}

/**
 * `text` without the characters that RFC 6750 §3 keeps out of its attribute values: what is left is
 * `%x20-21 / %x23-5B / %x5D-7E`, which needs no escaping and cannot end a quoted string or a line.
 */
export function stripToGrammar(text: string): string {
  let stripped = '';
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code >= 0x20 && code <= 0x7e && code !== 0x22 && code !== 0x5c) stripped += character;
  }
  return stripped;
}
