import type { CoreProblem } from '../core-error.js';
import { CoreError } from '../core-error.js';
import { alternativesAt } from '../requirements/alternatives-of.js';
import type { Requirement } from '../requirements/requirement.js';
import { isScope } from '../scopes/is-scope.js';
import { isProtocolScope } from '../scopes/is-protocol-scope.js';
import { protocolScopes } from '../scopes/protocol-scopes.js';
import { scopeProblem } from '../scopes/scope-problem.js';
import { formatPath, type Path } from '../support/format-path.js';
import type { ActionDefinition, CombinationDefinition, ScopeDefinition } from './catalogue.js';
import { guess } from './fields.js';
import { findCycles } from './find-cycles.js';

type Entries<T> = ReadonlyMap<string, T>;

/** Adds a problem for each scope whose name is not a tenant's to give, and each bad reference. */
export function checkScopes(scopes: Entries<ScopeDefinition>, problems: CoreProblem[]): void {
  for (const [scope, { implies = [], replacedBy, deprecated = false }] of scopes) {
    checkScopeName(scope, problems);
    for (const [index, implied] of implies.entries()) {
      if (scopes.has(implied)) continue;
      const at = ['scopes', scope, 'implies', index];
      problems.push(unknownScope(implied, at, `scope ${scope} implies`, scopes.keys(), problems));
    }
    if (replacedBy === undefined) continue;
    const at = ['scopes', scope, 'replacedBy'];
    if (!scopes.has(replacedBy)) {
      const where = `scope ${scope} is replaced by`;
      problems.push(unknownScope(replacedBy, at, where, scopes.keys(), problems));
    } else if (replacedBy === scope || !deprecated) {
      problems.push({
        code: 'INVALID_CATALOGUE',
        place: formatPath(at),
        problem: `Scope "${scope}" names "${replacedBy}" as its replacement.`,
        rule: 'Only a deprecated scope has a replacement, and it is another scope.',
        fix: 'Add deprecated: true, or remove replacedBy.',
      });
    }
  }
  for (const { scope, index, names } of findCycles(scopes, ({ implies }) => implies)) {
    problems.push({
      code: 'INVALID_CATALOGUE',
      place: formatPath(['scopes', scope, 'implies', index]),
      problem: `Scopes imply each other in a circle (${names.join(' → ')}).`,
      rule: 'An implication leads from a broader scope to a narrower one.',
      fix: 'Remove one of these implications.',
    });
  }
  // A scope that replaces itself has its problem already.
  const replacements = findCycles(scopes, ({ replacedBy }) =>
    replacedBy === undefined ? undefined : [replacedBy],
  );
  for (const { scope, names } of replacements.filter(({ names: { length } }) => length > 2)) {
    problems.push({
      code: 'INVALID_CATALOGUE',
      place: formatPath(['scopes', scope, 'replacedBy']),
      problem: `Scopes replace each other in a circle (${names.join(' → ')}).`,
      rule: 'A replacement leads to the scope that is to be used in the end.',
      fix: 'Remove one of these replacements.',
    });
  }
}

/** Adds a problem for each combination that is empty or holds a scope that the catalogue lacks. */
export function checkCombinations(
  combinations: Entries<CombinationDefinition>,
  scopes: Entries<ScopeDefinition>,
  problems: CoreProblem[],
): void {
  for (const [id, { scopes: held = [] }] of combinations) {
    for (const [index, scope] of held.entries()) {
      if (scopes.has(scope)) continue;
      const at = ['combinations', id, 'scopes', index];
      const where = `combination "${id}" holds`;
      problems.push(unknownScope(scope, at, where, scopes.keys(), problems));
    }
  }
}

/** Adds a problem for each bad id, requirement and reference of an action. */
export function checkActions(
  actions: Entries<ActionDefinition>,
  scopes: Entries<ScopeDefinition>,
  problems: CoreProblem[],
): void {
  for (const [action, { requires }] of actions) {
    checkActionId(action, scopes, problems);
    // Absent where it was refused; and a single scope needs no more than to be known.
    if (requires === undefined) continue;
    if (typeof requires === 'string' && (scopes.has(requires) || isProtocolScope(requires)))
      continue;
    const path = ['actions', action, 'requires'];
    try {
      alternativesAt(requires, path);
    } catch (error) {
      if (!(error instanceof CoreError)) throw error;
      problems.push(...error.problems);
      continue;
    }
    addUnknownScopes(requires, path, `action "${action}" requires`, scopes, problems);
  }
}

/** Adds a problem for each scope of a well-formed requirement that the catalogue lacks. */
export function addUnknownScopes(
  requirement: Requirement,
  path: (string | number)[],
  where: string,
  scopes: Entries<unknown>,
  problems: CoreProblem[],
): void {
  if (typeof requirement === 'string') {
    if (scopes.has(requirement) || isProtocolScope(requirement)) return;
    problems.push(unknownScope(requirement, path, where, knownScopes(scopes), problems));
    return;
  }
  const [name, parts] =
    'allOf' in requirement
      ? (['allOf', requirement.allOf] as const)
      : (['anyOf', requirement.anyOf] as const);
  for (const [index, part] of parts.entries()) {
    path.push(name, index);
    addUnknownScopes(part, path, where, scopes, problems);
    path.length -= 2;
  }
}

function* knownScopes(scopes: Entries<unknown>): Generator<string> {
  yield* protocolScopes.keys();
  yield* scopes.keys();
}

function checkActionId(action: string, scopes: Entries<unknown>, problems: CoreProblem[]): void {
  const refuse = (problem: string, rule: string, fix: string) => {
    const place = formatPath(['actions', action]);
    problems.push({ code: 'INVALID_CATALOGUE', place, problem, rule, fix });
  };
  if (!isScope(action)) {
    refuse(
      `The id of action ${JSON.stringify(action)} has a character that is not allowed.`,
      `An id is written like a scope: printable ASCII without space, '"' and '\\'.`,
      'Use letters, digits and ".", and write the words into title.',
    );
  } else if (action.startsWith('@')) {
    refuse(
      `Action "${action}" begins with "@".`,
      'Such names are scopes of the platform, and an action never has the name of a scope.',
      'Choose another first character.',
    );
  } else if (scopes.has(action) || isProtocolScope(action)) {
    refuse(
      `Action "${action}" has the name of a scope.`,
      'A guard that is given a name must know whether it is an action or a scope.',
      `Give the action another id, such as "${action.replace(/:.*$/, '')}.run".`,
    );
  }
}

function checkScopeName(scope: string, problems: CoreProblem[]): void {
  const place = () => formatPath(['scopes', scope]);
  if (!isScope(scope)) {
    problems.push(scopeProblem(scope, place()));
  } else if (scope.startsWith('@')) {
    problems.push({
      code: 'INVALID_CATALOGUE',
      place: place(),
      problem: `Scope "${scope}" begins with "@".`,
      rule: 'Such names are reserved for the platform.',
      fix: 'Choose another first character.',
    });
  } else if (isProtocolScope(scope)) {
    problems.push({
      code: 'INVALID_CATALOGUE',
      place: place(),
      problem: `Scope "${scope}" is a protocol scope.`,
      rule: 'Protocol scopes are known everywhere.',
      fix: 'Leave it out of the catalogue.',
    });
  }
}

function unknownScope(
  scope: string,
  path: Path,
  where: string,
  candidates: Iterable<string>,
  problems: readonly CoreProblem[],
): CoreProblem {
  return {
    code: 'UNKNOWN_SCOPE',
    place: formatPath(path),
    problem: `Unknown scope "${scope}": ${where} it, but the catalogue does not define it.`,
    rule: 'Only scopes of the catalogue can be named.',
    fix: guess(scope, candidates, problems) ?? 'Define it, or name another scope.',
  };
}
