/**
 * Whether an object anywhere in `json` has two members of the same name, in whatever spelling. `value`
 * is what `JSON.parse` made of it: that keeps the last one and says nothing, so that two readers of one
 * token could see different claims (RFC 8725 §3.12 asks for one meaning).
 */
export function hasDuplicateKeys(json: string, value: unknown): boolean {
  return membersWritten(json) !== membersKept(value);
}

/** Every member has a colon, and no other colon stands outside of strings. */
function membersWritten(json: string): number {
  let members = 0;
  let isInString = false;
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (code === QUOTE) isInString = !isInString;
    else if (isInString && code === BACKSLASH) index++;
    else if (!isInString && code === COLON) members++;
  }
  return members;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Not by recursion: a token can nest deeper than calls can. */
function membersKept(value: unknown): number {
  let members = 0;
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null) continue;
    const inside: unknown[] = Object.values(next);
    if (!Array.isArray(next)) members += inside.length;
    for (const member of inside) left.push(member);
  }
  return members;
}
