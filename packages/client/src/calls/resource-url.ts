/**
 * Whether a call to `url` is one to `resource`: the same origin, and the same path or one below it, by
 * whole segments (`/api` covers `/api/files` and not `/apifiles`).
 */
export function isUnderResource(url: URL, resource: string): boolean {
  const base = new URL(resource);
  if (url.origin !== base.origin || url.username !== '' || url.password !== '') return false;
  const prefix = base.pathname.replace(/\/+$/, '');
  return url.pathname === prefix || url.pathname.startsWith(`${prefix}/`);
}
