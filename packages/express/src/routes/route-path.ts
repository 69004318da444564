/** One segment of a path: as it was written, or a pattern, which only equals itself. */
type Segment = (
  | { readonly text: string; readonly sensitive: boolean; readonly pattern?: never }
  | { readonly pattern: string | RegExp; readonly text?: never }
) & {
  /** Express 4: what is mounted here also answers with two slashes behind it. */
  readonly isLoose?: true;
};

/** A path as its segments, mount paths first. */
export type RoutePath = readonly Segment[];

/**
 * A path as it was registered, in segments. `sensitive` is whether its router tells `/A` from `/a`. As
 * in Express, slashes at the end mean nothing, two in the middle make an empty segment, and a path that
 * does not begin with one is another than that which does.
 */
export function routePath(written: string | RegExp, sensitive: boolean): RoutePath {
  if (typeof written !== 'string') return [{ pattern: written }];
  const path = written === '*' ? '/*' : written.replace(/(?<!\/)\/+$/, '');
  if (path === '') return [];
  // Express 4 reads some signs as those of a regular expression, in which a slash need not be one.
  if (!path.startsWith('/') || /\/(\?|\{\d)|\|/.test(path)) return [{ pattern: path }];
  const segments = path.slice(1).split('/');
  return segments.map((text) => ({ text, sensitive }));
}

/**
 * The path of a mount under Express 4, which takes a slash away with it: a router at `/a` answers `/a//b`
 * as `/b`, and a guard at `/a/b` does not see that.
 */
export function loosePath(path: RoutePath): RoutePath {
  return path.map((segment, index) =>
    index === path.length - 1 ? { ...segment, isLoose: true } : segment,
  );
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
    const mount = route[index - 1];
    if (mount?.isLoose === true && mount !== guard[index - 1]) return false;
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
