import type { Requirement } from '@stepscope/core';
import { jointAuthentication, type UserAuthentication } from '@stepscope/resource-server';
import type { Access } from '../access.js';
import { formatRequirement } from './format-requirement.js';
import { formatPath } from './route-path.js';
import { walkRoutes, type FoundRoute } from './walk-routes.js';

/** One route and who may call it. */
export interface RouteRow {
  /** Upper-case; `*` for all methods. `HEAD` only where it has handlers of its own. */
  readonly method: string;
  /** With the paths under which its routers are mounted; `/*` at the end for a handler under `use`. */
  readonly path: string;
  /**
   * What callers need, or one of four words: `per-request` where a function decides, `authenticated`
   * where any valid token will do, `public`, and `UNGUARDED` where nobody has said anything. Guards in
   * shadow mode count only where all are.
   */
  readonly requirement: Requirement;
  /**
   * The requirement for people to read: `files:read or (files:write and tasks:write)`. What guards in
   * shadow mode ask stands behind it: `files:read | files:write (shadow)`.
   */
  readonly needs: string;
  /** The action that the route carries out, if a guard names one. */
  readonly action?: string;
  /** How the user must have signed in (RFC 9470), if a guard asks for it. */
  readonly authentication?: UserAuthentication;
  /** Why the route is public. */
  readonly reason?: string;
  /** At least one of the route's guards is in shadow mode, and enforces nothing. */
  readonly shadow?: true;
}

/**
 * The routes of an Express application or router in order of registration, each with what its guards
 * ask; several guards are joined by all-of. Routes of mounted routers and applications are among them,
 * and so are handlers under `use` that are known to answer: those that take no `next`, and static
 * files. In a route a guard counts if it comes before every handler that is no guard, since any of
 * those might answer. Guards under `use` count for what is registered after them below their path,
 * except optional ones, public ones without a path (which count for the handler beside them), and
 * where a handler without `next` stands before them, which answers in their place. In doubt about a
 * path a route is `UNGUARDED`. Does NOT see what other middleware under `use` and `app.param` does: a
 * body parser, a logger or one that answers before the guards all count as harmless.
 * @throws {RouteListError} for something that is no Express application or router, and where a router's
 *   version would leave gaps.
 */
export function listRoutes(app: object): readonly RouteRow[] {
  return walkRoutes(app).map(rowOf);
}

/** A route as a row of the list. */
export function rowOf({ method, path, accesses }: FoundRoute): RouteRow {
  const shadowed = accesses.filter((access) => access.shadow === true);
  const shadow = shadowed.length > 0;
  const enforced = accesses.filter((access) => access.shadow !== true);
  const counting = enforced.length > 0 ? enforced : shadowed;
  const [action, another] = new Set(
    counting.flatMap((access) => (access.kind === 'required' ? (access.action ?? []) : [])),
  );
  const { requirement, ...why } = requirementOf(counting);
  const authentication = authenticationOf(counting);
  const row = {
    method,
    path: formatPath(path),
    requirement,
    needs: [
      ...(enforced.length > 0 || !shadow ? [formatAccesses(enforced)] : []),
      ...(shadow ? [`${formatAccesses(shadowed)} (shadow)`] : []),
    ].join(' | '),
    ...why,
    ...(authentication !== undefined && { authentication }),
    ...(shadow && { shadow }),
  };
  return action === undefined || another !== undefined ? row : { ...row, action };
}

function formatAccesses(accesses: readonly Access[]): string {
  const { requirement } = requirementOf(accesses);
  const authentication = formatAuthentication(authenticationOf(accesses));
  return [formatRequirement(requirement), ...authentication].join(', ');
}

function authenticationOf(accesses: readonly Access[]): UserAuthentication | undefined {
  const wanted = accesses.flatMap((access) =>
    access.kind === 'authenticated' ? (access.authentication ?? []) : [],
  );
  return wanted.length === 0 ? undefined : jointAuthentication(wanted);
}

function formatAuthentication({ acrValues, maxAgeSeconds }: UserAuthentication = {}): string[] {
  return [
    ...(acrValues === undefined ? [] : [`signed in by ${acrValues.join(' or ')}`]),
    ...(maxAgeSeconds === undefined ? [] : [`signed in within ${maxAgeSeconds} s`]),
  ];
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
