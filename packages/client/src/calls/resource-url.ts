/** The resource that a call to `url` goes to: where several cover it, the one with the longest path. */
export function resourceOf<R extends { readonly resource: string }>(
  url: URL,
  resources: readonly R[],
): R | undefined {
  return resources
    .filter(({ resource }) => isUnder(url, resource))
    .sort((a, b) => prefixOf(b.resource).length - prefixOf(a.resource).length)[0];
}

/**
 * Whether a call to `url` is one to `resource`: the same origin, and the same path or one below it, by
 * whole segments (`/api` covers `/api/files` and not `/apifiles`).
 */
function isUnder(url: URL, resource: string): boolean {
  if (url.origin !== new URL(resource).origin) return false;
  if (url.username !== '' || url.password !== '') return false;
  const prefix = prefixOf(resource);
  return url.pathname === prefix || url.pathname.startsWith(`${prefix}/`);
}

function prefixOf(resource: string): string {
  return new URL(resource).pathname.replace(/\/+$/, '');
}
