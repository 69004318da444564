function isTokenCharacter(code: number): boolean {
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

/** The position after the token of RFC 9110 §5.6.2 that begins at `start`; `start` if none does. */
export function endOfToken(text: string, start: number): number {
  let end = start;
  while (end < text.length && isTokenCharacter(text.charCodeAt(end))) end++;
  return end;
}

/** Whether `text` is a token of RFC 9110 §5.6.2. */
export function isToken(text: string): boolean {
  return text !== '' && endOfToken(text, 0) === text.length;
}

function isToken68Character(code: number): boolean {
  return (
    (code >= 0x2d && code <= 0x39) || // - . / 0-9
    (code >= 0x41 && code <= 0x5a) || // A-Z
    (code >= 0x61 && code <= 0x7a) || // a-z
    code === 0x2b || // +
    code === 0x5f || // _
    code === 0x7e // ~
  );
}

/** Whether `text` is a token68 of RFC 9110 §11.2: letters, digits, `-._~+/`, then any `=`. */
export function isToken68(text: string): boolean {
  let end = 0;
  while (end < text.length && isToken68Character(text.charCodeAt(end))) end++;
  if (end === 0) return false;
  while (text[end] === '=') end++;
  return end === text.length;
}

/** Whether a quoted-string of RFC 9110 §5.6.4 may hold the character, escaped or not. */
export function isQuotable(code: number): boolean {
  return code === 0x09 || (code >= 0x20 && code <= 0xff && code !== 0x7f);
}

/** The position of the first character from `start` on that is neither space nor tab. */
export function skipWhitespace(text: string, start: number): number {
  let end = start;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return end;
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
