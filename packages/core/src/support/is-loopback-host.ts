/**
 * Whether `hostname`, as `URL` spells it, is this machine: `localhost` and names below it
 * (RFC 6761 §6.3), `127.0.0.0/8` or `[::1]`. Only there is `http:` safe.
 */
export function isLoopbackHost(hostname: string): boolean {
  return (
    typeof hostname === 'string' &&
    /^(?:(?:.*\.)?localhost|\[::1\]|127(?:\.\d{1,3}){3})$/.test(hostname)
  );
}
