import type { Requirement } from '@stepscope/core';
import { METHODS } from 'node:http';
import { accessOf, type Access } from '../access.js';
import { mountedStack, pathsOf, stackOf, type Layer } from './layer.js';
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
  /** The action that the route carries out, if a guard names one. */
  readonly action?: string;
  /** Why the route is public. */
  readonly reason?: string;
}

/** A guard that was mounted with `use`, and where. */
interface MountedGuard {
  readonly path: RoutePath;
  readonly access: Access;
}

/**
 * The routes of an Express application or router in order of registration, each with what its guards
 * ask; several guards are joined by all-of. Guards under `use` count for what is registered after them
 * below their path, except optional ones. A guard counts in a route if a handler follows it. In doubt
 * a route is `UNGUARDED`: one with a pattern that a guard's path may or may not cover, and a mounted
 * application, whose routes cannot be seen (list them with `listRoutes(subApp)`). Does NOT list plain
 * middleware that answers, such as static files.
 * @throws {TypeError} for something that is no Express application or router.
 */
export function listRoutes(app: object): readonly RouteRow[] {
  return walk(stackOf(app), [], []);
}

function walk(
  stack: readonly Layer[],
  mount: RoutePath,
  inherited: readonly MountedGuard[],
): readonly RouteRow[] {
  const guards = [...inherited];
  const rows: RouteRow[] = [];
  for (const layer of stack) {
    const paths = pathsOf(layer).map((path) => mount.concat(path));
    const access = accessOf(layer.handle);
    const mounted = mountedStack(layer);
    for (const path of paths) {
      if (layer.route !== undefined) {
        rows.push(...routeRows(layer.route, path, guards));
      } else if (access !== undefined) {
        guards.push({ path, access });
      } else if (mounted !== undefined) {
        rows.push(...walk(mounted, path, guards));
      } else if (layer.name === 'mounted_app') {
        rows.push(rowOf('*', [...path, '*'], guardsAbove(path, guards)));
      }
    }
  }
  return rows;
}

function routeRows(
  route: NonNullable<Layer['route']>,
  path: RoutePath,
  guards: readonly MountedGuard[],
): readonly RouteRow[] {
  const methods = Object.keys(route.methods);
  const rows = methods.flatMap((method) => {
    const all = method === '_all';
    const layers = route.stack.filter((layer) =>
      all ? layer.method === undefined : layer.method === undefined || layer.method === method,
    );
    // `route.all(guard).get(handler)`: the guard is no route of its own.
    const onlyGuards = layers.every((layer) => accessOf(layer.handle) !== undefined);
    if (all && onlyGuards && methods.length > 1) return [];
    const accesses = [...guardsAbove(path, guards), ...guardsBefore(layers, onlyGuards)];
    return [rowOf(all ? '*' : method.toUpperCase(), path, accesses)];
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

function guardsAbove(path: RoutePath, guards: readonly MountedGuard[]): Access[] {
  const covering = guards.filter((guard) => covers(guard.path, path)).map(({ access }) => access);
  // Verified for all routes because some of them want to know: no decision about any of them.
  return covering.filter(({ kind }) => kind !== 'optional');
}

/** What is asked before the last handler; a guard after it comes too late. */
function guardsBefore(layers: readonly Layer[], onlyGuards: boolean): Access[] {
  const accesses = layers.map((layer) => accessOf(layer.handle));
  const before = onlyGuards ? accesses : accesses.slice(0, accesses.lastIndexOf(undefined));
  return before.filter((access) => access !== undefined);
}

function rowOf(method: string, path: RoutePath, accesses: readonly Access[]): RouteRow {
  const [action, another] = new Set(
    accesses.flatMap((access) => (access.kind === 'required' ? (access.action ?? []) : [])),
  );
  const row = { method, path: formatPath(path), ...requirementOf(accesses) };
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
