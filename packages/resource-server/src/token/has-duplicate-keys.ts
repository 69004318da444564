/**
 * Whether an object anywhere in `json`, which is valid JSON, has two members of the same name, in
 * whatever spelling. `JSON.parse` keeps the last one and says nothing, so that two readers of one
 * token could see different claims (RFC 8725 §3.12 asks for one meaning).
 */
export function hasDuplicateKeys(json: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  for (const [literal] of json.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/gs)) {
    if (literal === '{') open.push(new Set());
    else if (literal === '[') open.push(undefined);
    else if (literal === '}' || literal === ']') open.pop();
    else if (literal.endsWith(':')) {
      const keys = open.at(-1);
      const key = JSON.parse(literal.slice(0, literal.lastIndexOf('"') + 1)) as string;
      if (keys?.has(key) === true) return true;
      keys?.add(key);
    }
  }
  return false;
}
