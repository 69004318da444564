/** One segment of a path: as it was written, or a regular expression, which only equals itself. */
type Segment =
  | { readonly text: string; readonly sensitive: boolean; readonly pattern?: never }
  | { readonly pattern: RegExp };

/** A path as its segments, mount paths first. */
export type RoutePath = readonly Segment[];

/** A path as it was registered, in segments. `sensitive` is whether its router tells `/A` from `/a`. */
export function routePath(written: string | RegExp, sensitive: boolean): RoutePath {
  if (typeof written !== 'string') return [{ pattern: written }];
  return written
    .split('/')
    .filter((text) => text !== '')
    .map((text) => ({ text, sensitive }));
}

/** The path for people to read. */
export function formatPath(path: RoutePath): string {
  const parts = path.map((segment) =>
    segment.pattern === undefined ? `/${segment.text}` : String(segment.pattern),
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
    if (candidate === segment) return true;
    if (segment.pattern !== undefined) return false;
    if (candidate === undefined || candidate.pattern !== undefined) return false;
    const parameter = /^:\w+$/.test(segment.text) && isPlain(candidate.text);
    return parameter || isAtLeast(segment, candidate);
  });
}

type Text = Extract<Segment, { text: string }>;

/** Whether the same text is meant, and every spelling of it that reaches `route` reaches `guard`. */
function isAtLeast(guard: Text, route: Text): boolean {
  if (!guard.sensitive) return guard.text.toLowerCase() === route.text.toLowerCase();
  return guard.text === route.text && (route.sensitive || !/[a-z]/i.test(guard.text));
}

/** One whole segment: no wildcard, no optional part. */
function isPlain(text: string): boolean {
  return /^:?[\w\-.~]+$/.test(text);
}
