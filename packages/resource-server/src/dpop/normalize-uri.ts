/**
 * An `http:` or `https:` URI without query and fragment, in the form in which two of them can be compared
 * as text (RFC 9449 §4.3): scheme and host in lower case, no default port, an empty path as `/`, no dot
 * segments, escapes in upper case and only where they are needed (RFC 3986 §6.2.2 and §6.2.3). Undefined
 * for anything else, also for a URI that a lax parser would take for a different one, and for one that
 * names a user.
 */
export function normalizeUri(uri: string): string | undefined {
  // The URL standard turns "\" into "/" and drops tabs and line breaks.
  if (!/^https?:\/\/[^\\\s]+$/i.test(uri) || !/^[!-~]+$/.test(uri)) return undefined;
  if (!URL.canParse(uri)) return undefined;
  const { origin, pathname, username, password } = new URL(uri);
  if (username !== '' || password !== '') return undefined;
  return origin + pathname.replaceAll(/%[\da-f]{2}/gi, normalizeEscape);
}

function normalizeEscape(escape: string): string {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  return /[\w\-.~]/.test(character) ? character : escape.toUpperCase();
}
