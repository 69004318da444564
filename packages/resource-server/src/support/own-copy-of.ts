/** A string of its own: one cut out of another would keep all of that. For Latin-1 texts alone. */
export function ownCopyOf(text: string): string {
  if (text.length > scratch.length) return Buffer.from(text, 'latin1').toString('latin1');
  return scratch.toString('latin1', 0, scratch.write(text, 'latin1'));
}

/** Longer tokens are no JWTs, and rare. */
const scratch = Buffer.allocUnsafe(8 * 1024);
