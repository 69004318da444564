import { assertCatalogue } from '../catalogue/assert-catalogue.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { assertList } from '../support/assert-list.js';
import { deprecatedOf } from './deprecated-of.js';
import { lintApplication, type LintedApplication } from './lint-application.js';
import type { LintFinding } from './lint-finding.js';
import { lintScope } from './lint-scope.js';

/**
 * Advice on the names and references of a catalogue's scopes and, with `applications`, on what they
 * want and why. Protocol scopes need no reason. Findings are in declaration order; nothing is ever
 * refused for one.
 * @throws {CoreError} `INVALID_ARGUMENT` for what is no catalogue, or no list of applications.
 */
export function lintCatalogue(
  catalogue: Catalogue,
  options: { readonly applications?: Iterable<LintedApplication> } = {},
): LintFinding[] {
  assertCatalogue(catalogue, 'catalogue');
  const { applications = [] } = Object(options) as typeof options;
  assertList(applications, 'applications', 'applications');
  return [
    ...[...catalogue.scopes].flatMap(([scope, entry]) => lintScope(scope, entry, catalogue)),
    ...lintReferences(catalogue),
    ...[...applications].flatMap((application, index) =>
      lintApplication(application, `applications[${index}]`, catalogue),
    ),
  ];
}

function lintReferences(catalogue: Catalogue): LintFinding[] {
  const actions = [...catalogue.actions.keys()].flatMap((action) => {
    const named = catalogue.alternativesOf(action).reduce((all, way) => all.union(way));
    return deprecatedOf(named, ['actions', action, 'requires'], catalogue);
  });
  const combinations = [...catalogue.combinations].flatMap(([id, { scopes }]) =>
    deprecatedOf(scopes, ['combinations', id, 'scopes'], catalogue),
  );
  return [...actions, ...combinations];
}
