/**
 * The port that the environment names in `variable`, else `fallback`.
 * @throws {TypeError} if the variable holds no port; the message names it.
 */
export function portFrom(
  env: Readonly<Record<string, string | undefined>>,
  variable: string,
  fallback: number,
): number {
  const value = env[variable];
  if (value === undefined || value === '') return fallback;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port < 1 || port > 65_535) {
    throw new TypeError(`${variable} is not a port: set it to a number from 1 to 65535.`);
  }
  return port;
}
