import { formatPath, type RoutePath } from '../routes/route-path.js';

const MAX_TEMPLATES = 16;

/**
 * The OpenAPI path templates that a route's path means: `/files/{id}` for `/files/:id`, and one for
 * each way to leave optional parts out. Undefined where templates cannot say it: regular expressions,
 * wildcards, repeated and nested characters of Express 4.
 */
export function pathTemplates(path: RoutePath): readonly string[] | undefined {
  const isUnknown = path.some(
    ({ pattern }) => pattern !== undefined && !String(pattern).startsWith('{/'),
  );
  if (isUnknown) return undefined;
  // `:id?` is how Express 4 writes `{/:id}`.
  const written = formatPath(path).replace(/\/(:\w+)\?(?=\/|$)/g, '{/$1}');
  const variants = withoutGroups(written);
  if (variants === undefined) return undefined;
  const templates = variants.map((variant) =>
    variant.replace(
      /:(?:([\p{ID_Start}$_][\p{ID_Continue}$]*)|"([^"\\{}]+)")/gu,
      '\u0001$1$2\u0002',
    ),
  );
  if (templates.some((template) => /[(){}[\]?+*!:\\"]/.test(template))) return undefined;
  return templates.map(
    (template) => template.replaceAll('\u0001', '{').replaceAll('\u0002', '}') || '/',
  );
}

/** Each combination of optional groups, the fullest first. */
function withoutGroups(written: string): readonly string[] | undefined {
  let variants = [written];
  while (variants.some((variant) => /\{[^{}]*\}/.test(variant))) {
    variants = variants.flatMap((variant) => {
      const group = /\{([^{}]*)\}/.exec(variant);
      if (group === null) return [variant];
      const [whole, inner] = group;
      return [inner!, ''].map((kept) => variant.replace(whole, () => kept));
    });
    if (variants.length > MAX_TEMPLATES) return undefined;
  }
  return [...new Set(variants.map((variant) => variant.replace(/\/{2,}/g, '/')))];
}
