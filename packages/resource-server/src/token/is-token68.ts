/** Whether `text` can be a token in an `Authorization` header: `token68` of RFC 9110 §11.2. */
export function isToken68(text: string): boolean {
  return /^[\w\-.~+/]+=*$/.test(text);
}
