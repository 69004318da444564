/** One segment of a path: as it was written, or a regular expression, which only equals itself. */
type Segment = string | { readonly pattern: RegExp };

/** A path as its segments, mount paths first. */
export type RoutePath = readonly Segment[];

/** A path as it was registered, in segments. */
export function routePath(written: string | RegExp): RoutePath {
  if (typeof written !== 'string') return [{ pattern: written }];
  return written.split('/').filter((segment) => segment !== '');
}

/** The path for people to read. */
export function formatPath(path: RoutePath): string {
  const parts = path.map((segment) =>
    typeof segment === 'string' ? `/${segment}` : String(segment.pattern),
  );
  return parts.join('') || '/';
}

/**
 * Whether a guard that is mounted at `guard` sees every request for `route`. Says no when in doubt: a
 * route then shows as unguarded, which somebody looks at.
 */
export function covers(guard: RoutePath, route: RoutePath): boolean {
  return guard.every((segment, index) => {
    const candidate = route[index];
    return candidate === segment || (isParameter(segment) && isPlain(candidate));
  });
}

function isParameter(segment: Segment): boolean {
  return typeof segment === 'string' && /^:\w+$/.test(segment);
}

/** One whole segment: no wildcard, no optional part. */
function isPlain(segment: Segment | undefined): boolean {
  return typeof segment === 'string' && /^:?[\w\-.~]+$/.test(segment);
}
