import type { Catalogue } from '../catalogue/catalogue.js';
import { isProtocolScope } from '../scopes/is-protocol-scope.js';
import { formatPath } from '../support/format-path.js';
import { deprecatedOf } from './deprecated-of.js';
import type { LintFinding } from './lint-finding.js';
import { lintScope } from './lint-scope.js';

/** What lint looks at in an application; the configuration's applications fit. */
export interface LintedApplication {
  readonly clientId: string;
  /** The scopes that the application may request. */
  readonly allowed: Iterable<string>;
  /** Why it wants each scope: a sentence, or an object with one. */
  readonly reasons?: { readonly [scope: string]: string | { readonly reason: string } };
}

/**
 * Advice on the names and references of a catalogue's scopes and, with `applications`, on the reasons
 * for what they want. Protocol scopes need none. Findings are in declaration order; nothing is ever
 * refused for one.
 */
export function lintCatalogue(
  catalogue: Catalogue,
  { applications = [] }: { readonly applications?: Iterable<LintedApplication> } = {},
): LintFinding[] {
  return [
    ...[...catalogue.scopes].flatMap(([scope, entry]) => lintScope(scope, entry, catalogue)),
    ...lintReferences(catalogue),
    ...[...applications].flatMap((application) => lintApplication(application, catalogue)),
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

function lintApplication(application: LintedApplication, catalogue: Catalogue): LintFinding[] {
  const { clientId, reasons = {} } = application;
  const allowed = [...application.allowed];
  const unexplained = allowed.filter((scope) => {
    const reason = reasons[scope];
    const sentence = typeof reason === 'string' ? reason : reason?.reason;
    return !isProtocolScope(scope) && (sentence ?? '').trim() === '';
  });
  return [
    ...unexplained.map((scope) => ({
      rule: 'reason-per-scope' as const,
      severity: 'warning' as const,
      place: formatPath(['applications', clientId, 'reasons', scope]),
      scope,
      problem: `Application "${clientId}" wants "${scope}" without a reason.`,
      fix: `Say in one sentence what it does with "${scope}", or stop wanting it.`,
    })),
    ...deprecatedOf(allowed, ['applications', clientId, 'allowed'], catalogue),
  ];
}
