import { CoreError } from '../core-error.js';
import { isScope } from '../scopes/is-scope.js';
import { scopeProblem } from '../scopes/scope-problem.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { formatPath, type Path } from '../support/format-path.js';
import { AlternativeIndex, type Alternative, type Spent } from './alternative-index.js';
import { assertNotEmpty, type Requirement } from './requirement.js';

/** More alternatives than this and a requirement is refused rather than expanded. */
const MAX_ALTERNATIVES = 256;
/** What one multiplication of alternatives may look at, and how many names its result may hold. */
const MAX_COMBINATIONS = 4096;
const MAX_NAMES = 65_536;
/** How many names all steps of one requirement together may look at: some 50 ms of work. */
const MAX_WORK = 2_000_000;
const MAX_DEPTH = 64;
/** @internal */
export const MAX_PARTS = 200_000;

/**
 * The minimal alternatives of a requirement: it holds if and only if all scopes of at least one of
 * them are granted, and none of them contains another. Declaration order is kept.
 * @throws {CoreError} `INVALID_REQUIREMENT` for an empty or shapeless one, one nested deeper than 64,
 *   one of more than 200 000 parts, or one that expands to more than 256 alternatives, to more than
 *   4096 combinations in one step, or to more work than some 50 ms: each is noticed before it is done;
 *   `INVALID_SCOPE` for a malformed scope.
 */
export function alternativesOf(requirement: Requirement): readonly ScopeSet[] {
  return alternativesAt(requirement, ['requirement']);
}

/** @internal The same; `path` is where the requirement stands, for messages. */
export function alternativesAt(requirement: Requirement, path: Path): readonly ScopeSet[] {
  if (typeof requirement === 'string' && isScope(requirement)) {
    return Object.freeze([ScopeSet.of(requirement)]);
  }
  const alternatives = expand(requirement, [...path], 0, { parts: 0, names: 0 });
  // Frozen, because catalogues keep them and hand them out.
  return Object.freeze(alternatives.map((alternative) => ScopeSet.from(alternative)));
}

function expand(
  requirement: unknown,
  path: (string | number)[],
  depth: number,
  spent: Spent,
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
    if (++spent.parts > MAX_PARTS) throw tooBroad(path, `It has more than ${MAX_PARTS} parts.`);
    path.push(name, index);
    const next = expand(part, path, depth + 1, spent);
    path.length -= 2;
    if (name === 'allOf') expanded = combine(expanded, next, path, spent);
    else for (const alternative of next) expanded.push(alternative);
    if (expanded.length > MAX_COMBINATIONS) expanded = absorb(expanded, path, spent);
  }
  return expanded.length === 1 ? expanded : absorb(expanded, path, spent);
}

/** May change the sets that it is given: `expand` made them, and nothing else holds them. */
function combine(
  left: Alternative[],
  right: Alternative[],
  path: Path,
  spent: Spent,
): Alternative[] {
  const [only, ...others] = right;
  if (only !== undefined && others.length === 0) {
    assertAffordable(left, right, path, spent);
    for (const alternative of left) for (const scope of only) alternative.add(scope);
    return left;
  }
  const index = new AlternativeIndex(right);
  for (const alternative of right) index.add(alternative);
  // Written twice, a part adds nothing.
  if (left.every((alternative) => index.hasPartOf(alternative, spent))) return left;
  assertAffordable(left, right, path, spent);
  return absorb(
    left.flatMap((a) => right.map((b) => new Set([...a, ...b]))),
    path,
    spent,
  );
}

/** The alternatives that contain no other one, in the same order. */
function absorb(alternatives: readonly Alternative[], path: Path, spent: Spent): Alternative[] {
  const minimal = new Set<Alternative>();
  const index = new AlternativeIndex(alternatives);
  const bySize = [...alternatives].sort((a, b) => a.size - b.size);
  for (const candidate of bySize) {
    if (index.hasPartOf(candidate, spent)) continue;
    assertWorthwhile(path, spent);
    minimal.add(candidate);
    index.add(candidate);
    if (minimal.size > MAX_ALTERNATIVES) {
      throw tooBroad(path, `It expands to more than ${MAX_ALTERNATIVES} alternatives.`);
    }
  }
  return alternatives.filter((alternative) => minimal.has(alternative));
}

function assertAffordable(
  left: Alternative[],
  right: Alternative[],
  path: Path,
  spent: Spent,
): void {
  const combinations = left.length * right.length;
  const names = namesIn(left) * right.length + namesIn(right) * left.length;
  if (combinations > MAX_COMBINATIONS || (combinations > 1 && names > MAX_NAMES)) {
    throw tooBroad(
      path,
      `It expands to more than ${MAX_ALTERNATIVES} alternatives, or to ${combinations} combinations of ${names} names on the way there.`,
    );
  }
  if (combinations > 1) spent.names += names;
  assertWorthwhile(path, spent);
}

function assertWorthwhile(path: Path, { names }: Spent): void {
  if (names > MAX_WORK) throw tooBroad(path, 'It takes too much work to expand.');
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
