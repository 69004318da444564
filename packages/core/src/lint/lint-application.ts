import type { Catalogue } from '../catalogue/catalogue.js';
import { isProtocolScope } from '../scopes/is-protocol-scope.js';
import { assertList } from '../support/assert-list.js';
import { formatPath } from '../support/format-path.js';
import { nearestName } from '../support/nearest-name.js';
import { wrongKind } from '../support/wrong-kind.js';
import { deprecatedOf } from './deprecated-of.js';
import type { LintFinding } from './lint-finding.js';

/** What lint looks at in an application; the configuration's applications fit. */
export interface LintedApplication {
  readonly clientId: string;
  /** The scopes that the application may request. */
  readonly allowed: Iterable<string>;
  /** Why it wants each scope: a sentence, or an object with one. */
  readonly reasons?: { readonly [scope: string]: string | { readonly reason: string } };
}

/** The findings about what one application, which stands at `place`, wants. */
export function lintApplication(
  application: LintedApplication,
  place: string,
  catalogue: Catalogue,
): LintFinding[] {
  const { clientId, allowed, reasons } = Object(application) as LintedApplication;
  if (typeof clientId !== 'string') throw wrongKind(place, 'an application with a clientId');
  assertList(allowed, `${place}.allowed`, 'scopes');
  const wanted = [...allowed];
  return [
    ...wanted
      .filter((scope) => !catalogue.has(scope))
      .map((scope) => unknown(scope, clientId, catalogue)),
    ...wanted
      .filter((scope) => !isExplained(scope, reasons))
      .map((scope) => unexplained(scope, clientId)),
    ...deprecatedOf(wanted, pathOf(clientId), catalogue),
  ];
}

function pathOf(clientId: string): readonly string[] {
  return ['applications', clientId, 'allowed'];
}

function unknown(scope: string, clientId: string, catalogue: Catalogue): LintFinding {
  const reserved = scope.startsWith('@');
  const nearest = reserved ? undefined : nearestName(scope, catalogue.scopes.keys());
  return {
    rule: 'unknown-scope',
    severity: 'warning',
    place: formatPath(pathOf(clientId)),
    scope,
    problem: reserved
      ? `Application "${clientId}" wants "${scope}", which is reserved for the platform.`
      : `Application "${clientId}" wants "${scope}", which the catalogue does not define.`,
    fix:
      nearest === undefined
        ? 'Stop wanting it: it is never granted.'
        : `Did you mean "${nearest}"?`,
  };
}

function isExplained(scope: string, reasons: LintedApplication['reasons']): boolean {
  if (isProtocolScope(scope)) return true;
  const reason: unknown = Object.hasOwn(Object(reasons), scope) ? reasons?.[scope] : undefined;
  const sentence: unknown =
    typeof reason === 'string' ? reason : (Object(reason) as { reason?: unknown }).reason;
  return typeof sentence === 'string' && sentence.trim() !== '';
}

function unexplained(scope: string, clientId: string): LintFinding {
  return {
    rule: 'reason-per-scope',
    severity: 'warning',
    place: formatPath(['applications', clientId, 'reasons', scope]),
    scope,
    problem: `Application "${clientId}" wants "${scope}" without a reason.`,
    fix: `Say in one sentence what it does with "${scope}", or stop wanting it.`,
  };
}
