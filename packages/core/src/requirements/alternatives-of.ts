import { CoreError } from '../core-error.js';
import { isScope } from '../scopes/is-scope.js';
import { scopeProblem } from '../scopes/scope-problem.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { formatPath, type Path } from '../support/format-path.js';
import { assertNotEmpty, type Requirement } from './requirement.js';

/** More alternatives than this and a requirement is refused rather than expanded. */
const MAX_ALTERNATIVES = 256;
/** What one multiplication of alternatives may look at, and how many names it may hold. */
const MAX_COMBINATIONS = 4096;
const MAX_NAMES = 65_536;
const MAX_DEPTH = 64;
/** @internal */
export const MAX_PARTS = 200_000;

type Alternative = Set<string>;

/**
 * The minimal alternatives of a requirement: it holds if and only if all scopes of at least one of
 * them are granted, and none of them contains another. Declaration order is kept. `path` is where the
 * requirement stands, for messages.
 * @throws {CoreError} `INVALID_REQUIREMENT` for an empty or shapeless one, one nested deeper than 64,
 *   or one that expands to more than 256 alternatives or, on the way there, more than 4096
 *   combinations, which is known before any of them is made; `INVALID_SCOPE` for a malformed scope.
 */
export function alternativesOf(
  requirement: Requirement,
  path: Path = ['requirement'],
): readonly ScopeSet[] {
  if (typeof requirement === 'string' && isScope(requirement)) {
    return Object.freeze([ScopeSet.of(requirement)]);
  }
  const alternatives = expand(requirement, [...path], 0, { parts: 0 });
  // Frozen, because catalogues keep them and hand them out.
  return Object.freeze(alternatives.map((alternative) => ScopeSet.from(alternative)));
}

function expand(
  requirement: unknown,
  path: (string | number)[],
  depth: number,
  seen: { parts: number },
): Alternative[] {
  if (typeof requirement === 'string') {
    if (!isScope(requirement)) throw new CoreError(scopeProblem(requirement, formatPath(path)));
    return [new Set([requirement])];
  }
  if (depth > MAX_DEPTH) throw tooBroad(path, `It is nested deeper than ${MAX_DEPTH}.`);
  const [name, ...others] =
    typeof requirement === 'object' && requirement !== null ? Object.keys(requirement) : [];
  if ((name !== 'allOf' && name !== 'anyOf') || others.length > 0) {
    throw invalid(path, 'This is not a requirement.', 'Write one of these three.');
  }
  const parts = (requirement as Record<string, readonly unknown[]>)[name]!;
  if (!Array.isArray(parts) || parts.length === 0) {
    assertNotEmpty(name, parts, formatPath([...path, name]));
  }
  let expanded: Alternative[] = name === 'allOf' ? [new Set()] : [];
  for (const [index, part] of parts.entries()) {
    // Objects that share parts can be small and still describe a tree without end.
    if (++seen.parts > MAX_PARTS) throw tooBroad(path, `It has more than ${MAX_PARTS} parts.`);
    path.push(name, index);
    const next = expand(part, path, depth + 1, seen);
    path.length -= 2;
    if (name === 'allOf') expanded = combine(expanded, next, path);
    else for (const alternative of next) expanded.push(alternative);
    if (expanded.length > MAX_COMBINATIONS) expanded = absorb(expanded, path);
  }
  return expanded.length === 1 ? expanded : absorb(expanded, path);
}

/** May change the sets that it is given: `expand` made them, and nothing else holds them. */
function combine(left: Alternative[], right: Alternative[], path: Path): Alternative[] {
  const [only, ...others] = right;
  if (only !== undefined && others.length === 0) {
    for (const alternative of left) for (const scope of only) alternative.add(scope);
    return left;
  }
  assertAffordable(left, right, path);
  return absorb(
    left.flatMap((a) => right.map((b) => new Set([...a, ...b]))),
    path,
  );
}

/** The alternatives that contain no other one, in the same order. */
function absorb(alternatives: readonly Alternative[], path: Path): Alternative[] {
  const minimal = new Set<Alternative>();
  const bySize = [...alternatives].sort((a, b) => a.size - b.size);
  for (const candidate of bySize) {
    if (containsOneOf(candidate, minimal)) continue;
    minimal.add(candidate);
    if (minimal.size > MAX_ALTERNATIVES) {
      throw tooBroad(path, `It expands to more than ${MAX_ALTERNATIVES} alternatives.`);
    }
  }
  return alternatives.filter((alternative) => minimal.has(alternative));
}

function containsOneOf(candidate: Alternative, kept: ReadonlySet<Alternative>): boolean {
  search: for (const smaller of kept) {
    for (const scope of smaller) if (!candidate.has(scope)) continue search;
    return true;
  }
  return false;
}

function assertAffordable(left: Alternative[], right: Alternative[], path: Path): void {
  const combinations = left.length * right.length;
  const names = namesIn(left) * right.length + namesIn(right) * left.length;
  if (combinations > MAX_COMBINATIONS || names > MAX_NAMES) {
    throw tooBroad(
      path,
      `It expands to more than ${MAX_ALTERNATIVES} alternatives, or to ${combinations} combinations of ${names} names on the way there.`,
    );
  }
}

function namesIn(alternatives: readonly Alternative[]): number {
  return alternatives.reduce((sum, { size }) => sum + size, 0);
}

function tooBroad(path: Path, problem: string): CoreError {
  return invalid(path, problem, 'Split the operation, or name a broader scope.');
}

function invalid(path: Path, problem: string, fix: string): CoreError {
  return new CoreError({
    code: 'INVALID_REQUIREMENT',
    place: formatPath(path),
    problem,
    rule: `A requirement is a scope, { allOf: [...] } or { anyOf: [...] }, nested at most ${MAX_DEPTH} deep and with at most ${MAX_ALTERNATIVES} alternatives.`,
    fix,
  });
}
