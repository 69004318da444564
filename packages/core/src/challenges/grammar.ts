// Each of these looks for one class of characters, from where it is told: nothing to go back to.
const tokenCharacters = /[\w!#$%&'*+.^`|~-]*/y;
const token68Characters = /[\w.~+/-]*/y;
const equalsSigns = /=*/y;
const whitespace = /[ \t]*/y;

/** The position after those characters of `text`, from `start` on, that `pattern` takes. */
function endOf(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  pattern.test(text);
  return pattern.lastIndex;
}

/** The position after the token of RFC 9110 §5.6.2 that begins at `start`; `start` if none does. */
export function endOfToken(text: string, start: number): number {
  return endOf(tokenCharacters, text, start);
}

/** Whether `text` is a token of RFC 9110 §5.6.2. */
export function isToken(text: string): boolean {
  return text !== '' && endOfToken(text, 0) === text.length;
}

/** Whether `text` is a token68 of RFC 9110 §11.2: letters, digits, `-._~+/`, then any `=`. */
export function isToken68(text: string): boolean {
  const end = endOf(token68Characters, text, 0);
  return end > 0 && endOf(equalsSigns, text, end) === text.length;
}

/** Whether a quoted-string of RFC 9110 §5.6.4 may hold the characters of `text`, escaped or not. */
export function isQuotable(text: string): boolean {
  return !/[^\t -~\x80-\xff]/.test(text);
}

/** The position of the first character from `start` on that is neither space nor tab. */
export function skipWhitespace(text: string, start: number): number {
  return endOf(whitespace, text, start);
}

/**
 * `text` without the characters that RFC 6750 §3 keeps out of its attribute values: what is left is
 * `%x20-21 / %x23-5B / %x5D-7E`, which needs no escaping and cannot end a quoted string or a line.
 */
export function stripToGrammar(text: string): string {
  return text.replace(/[^ !#-[\]-~]+/g, '');
}
