/** The way from a value to one inside it: property names and array indexes. */
export type Path = readonly (string | number)[];

/** A path as an expression, such as `scopes["files:read"].implies[2]`. */
export function formatPath(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}
