/** Whether `aud`, a string or an array of strings (RFC 7519 §4.1.3), names one of `audience`. */
export function isAudience(aud: unknown, audience: readonly string[]): boolean {
  const values: unknown[] = Array.isArray(aud) ? aud : [aud];
  return values.some((value) => typeof value === 'string' && audience.includes(value));
}
