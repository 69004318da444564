import type { Requirement } from '@stepscope/core';
import { METHODS } from 'node:http';
import { accessOf, type Access } from '../access.js';
import { formatRequirement } from './format-requirement.js';
import { endsRequests, mountedStack, pathsOf, stackOf, type Layer } from './layer.js';
import { covers, formatPath, type RoutePath } from './route-path.js';

/** One route and who may call it. */
export interface RouteRow {
  /** Upper-case; `*` for all methods. `HEAD` only where it has handlers of its own. */
  readonly method: string;
  /** With the paths under which its routers are mounted. */
  readonly path: string;
  /**
   * What callers need, or one of four words: `per-request` where a function decides, `authenticated`
   * where any valid token will do, `public`, and `UNGUARDED` where nobody has said anything.
   */
  readonly requirement: Requirement;
  /** The requirement for people to read: `files:read or (files:write and tasks:write)`. */
  readonly needs: string;
  /** The action that the route carries out, if a guard names one. */
  readonly action?: string;
  /** Why the route is public. */
  readonly reason?: string;
}

/** What was mounted with `use`, and where: a guard, or without `access` a handler that answers. */
interface Mounted {
  readonly path: RoutePath;
  readonly access: Access | undefined;
}

/**
 * The routes of an Express application or router in order of registration, each with what its guards
 * ask; several guards are joined by all-of. In a route a guard counts if it comes before every handler
 * that is no guard, since any of those might answer. Guards under `use` count for what is registered
 * after them below their path, except optional ones, and except where a handler without `next` stands
 * before them, which answers in their place. In doubt about a path a route is `UNGUARDED`: one with a
 * pattern that a guard's path may or may not cover, and a mounted application, whose routes cannot be
 * seen (list them with `listRoutes(subApp)`). Does NOT see what middleware under `use` that takes
 * `next` does: a body parser, a logger or one that answers before the guards all count as harmless.
 * Does NOT list what middleware answers, such as static files.
 * @throws {TypeError} for something that is no Express application or router.
 */
export function listRoutes(app: object): readonly RouteRow[] {
  return walk(stackOf(app), [], []).rows;
}

function walk(
  stack: readonly Layer[],
  mount: RoutePath,
  inherited: readonly Mounted[],
): { readonly rows: readonly RouteRow[]; readonly answering: readonly Mounted[] } {
  const before = [...inherited];
  const answering: Mounted[] = [];
  const rows: RouteRow[] = [];
  for (const layer of stack) {
    const paths = pathsOf(layer).map((path) => mount.concat(path));
    const access = accessOf(layer.handle);
    const mounted = mountedStack(layer);
    for (const path of paths) {
      if (layer.route !== undefined) {
        rows.push(...routeRows(layer.route, path, before));
      } else if (access !== undefined) {
        before.push({ path, access });
      } else if (mounted !== undefined) {
        const inner = walk(mounted, path, before);
        rows.push(...inner.rows);
        before.push(...inner.answering);
        answering.push(...inner.answering);
      } else if (layer.name === 'mounted_app') {
        rows.push(rowOf('*', [...path, '*'], asked([...path, '*'], before)));
      } else if (endsRequests(layer)) {
        before.push({ path, access });
        answering.push({ path, access });
      }
    }
  }
  return { rows, answering };
}

function routeRows(
  route: NonNullable<Layer['route']>,
  path: RoutePath,
  before: readonly Mounted[],
): readonly RouteRow[] {
  const methods = Object.keys(route.methods);
  const rows = methods.flatMap((method) => {
    const all = method === '_all';
    const layers = route.stack.filter((layer) =>
      all ? layer.method === undefined : layer.method === undefined || layer.method === method,
    );
    // `route.all(guard).get(handler)`: the guard is no route of its own.
    const own = layers.map((layer) => accessOf(layer.handle));
    if (all && methods.length > 1 && own.every((access) => access !== undefined)) return [];
    return [rowOf(all ? '*' : method.toUpperCase(), path, asked(path, before, own))];
  });
  return isEveryMethod(methods) ? merged(rows) : rows;
}

/** `app.all` registers each method that Node knows, one by one. */
function isEveryMethod(methods: readonly string[]): boolean {
  return METHODS.every((method) => methods.includes(method.toLowerCase()));
}

/** One row for all methods, if they are all the same. */
function merged(rows: readonly RouteRow[]): readonly RouteRow[] {
  const [first, ...others] = rows.map((row) => ({ ...row, method: '*' }));
  const text = JSON.stringify(first);
  const same = others.every((row) => JSON.stringify(row) === text);
  return first !== undefined && same ? [first] : rows;
}

/**
 * What a request for `path` is asked before the first handler that may answer it; undefined in `own`
 * is such a handler.
 */
function asked(
  path: RoutePath,
  before: readonly Mounted[],
  own: readonly (Access | undefined)[] = [],
): readonly Access[] {
  const above = before
    .filter((mounted) => covers(mounted.path, path))
    .map(({ access }) => access)
    // Verified for all routes because some of them want to know: no decision about any of them.
    .filter((access) => access?.kind !== 'optional');
  const accesses: Access[] = [];
  for (const access of [...above, ...own]) {
    if (access === undefined) break;
    accesses.push(access);
  }
  return accesses;
}

function rowOf(method: string, path: RoutePath, accesses: readonly Access[]): RouteRow {
  const [action, another] = new Set(
    accesses.flatMap((access) => (access.kind === 'required' ? (access.action ?? []) : [])),
  );
  const { requirement, ...why } = requirementOf(accesses);
  const needs = formatRequirement(requirement);
  const row = { method, path: formatPath(path), requirement, needs, ...why };
  return action === undefined || another !== undefined ? row : { ...row, action };
}

function requirementOf(accesses: readonly Access[]): Pick<RouteRow, 'requirement' | 'reason'> {
  if (accesses.some(({ kind }) => kind === 'per-request')) return { requirement: 'per-request' };
  const byText = new Map(
    accesses.flatMap((access) =>
      access.kind === 'required'
        ? [[JSON.stringify(access.requirement), access.requirement] as const]
        : [],
    ),
  );
  const required = [...byText.values()];
  const [only, another] = required;
  if (another !== undefined) return { requirement: { allOf: required } };
  if (only !== undefined) return { requirement: only };
  if (accesses.some(({ kind }) => kind === 'authenticated')) {
    return { requirement: 'authenticated' };
  }
  const open = accesses.find((access) => access.kind === 'public');
  if (open !== undefined) return { requirement: 'public', reason: open.reason };
  return accesses.some(({ kind }) => kind === 'optional')
    ? { requirement: 'public', reason: 'authentication is optional' }
    : { requirement: 'UNGUARDED' };
}
