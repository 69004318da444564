import type { Catalogue, ScopeDefinition } from '../catalogue/catalogue.js';
import { formatPath } from '../support/format-path.js';
import { deprecatedOf } from './deprecated-of.js';
import type { LintFinding, LintRule } from './lint-finding.js';

/** The findings about one scope: its name, its texts and what it leads to. */
export function lintScope(
  scope: string,
  entry: ScopeDefinition,
  catalogue: Catalogue,
): LintFinding[] {
  const path = ['scopes', scope];
  const finding = (
    rule: LintRule,
    severity: LintFinding['severity'],
    problem: string,
    fix: string,
  ): LintFinding => ({ rule, severity, place: formatPath(path), scope, problem, fix });

  const findings: LintFinding[] = [];
  if (scope !== scope.toLowerCase()) {
    const fix = `Write "${scope.toLowerCase()}": scopes are compared exactly.`;
    findings.push(finding('lowercase-scope', 'warning', `"${scope}" has capital letters.`, fix));
  }
  if (scope.includes('*')) {
    const fix = 'Define the specific verbs that are needed, each as a scope.';
    findings.push(finding('no-wildcard', 'warning', `"${scope}" has a wildcard.`, fix));
  } else if (!/^[^:]+:[^:]+$/.test(scope)) {
    const fix = 'Name it <resource>:<verb>, such as "payments:read".';
    findings.push(
      finding('resource-verb-scope', 'warning', `"${scope}" is not <resource>:<verb>.`, fix),
    );
  }
  if (joinsConcepts(scope)) {
    const fix = 'Split it: one scope for each thing that can be allowed on its own.';
    findings.push(finding('one-concept', 'warning', `"${scope}" joins several concepts.`, fix));
  }
  if (entry.description === undefined) {
    const fix = 'Add a description: one sentence on what an API treats it as granting.';
    findings.push(finding('scope-description', 'info', `"${scope}" has no description.`, fix));
  }
  for (const implied of entry.implies ?? []) {
    const sensitivity = catalogue.scopes.get(implied)?.sensitivity ?? 'low';
    if (levels.indexOf(sensitivity) <= levels.indexOf(entry.sensitivity ?? 'low')) continue;
    const problem = `"${scope}" implies "${implied}", which is more sensitive.`;
    const fix = `Raise its sensitivity to "${sensitivity}".`;
    findings.push(finding('sensitivity-of-implied', 'warning', problem, fix));
  }
  if (entry.deprecated === true && entry.replacedBy === undefined) {
    const fix = 'Add replacedBy, if another scope serves the same purpose.';
    const problem = `"${scope}" is deprecated without a replacement.`;
    findings.push(finding('replacement', 'info', problem, fix));
  }
  const replacement = entry.replacedBy === undefined ? [] : [entry.replacedBy];
  return [
    ...findings,
    ...deprecatedOf(
      entry.deprecated === true ? [] : (entry.implies ?? []),
      [...path, 'implies'],
      catalogue,
    ),
    ...deprecatedOf(replacement, [...path, 'replacedBy'], catalogue),
  ];
}

const levels = ['low', 'medium', 'high'];

/** Of the names of scopes those words that are verbs wherever they stand. */
const verbs = new Set(
  (
    'read write create update delete remove edit modify send approve reject export import publish ' +
    'cancel refund manage execute upload download invite assign restore'
  ).split(' '),
);

/** Whether a name has a word that joins others, or two verbs: `approve_export`, `ReadWrite`. */
function joinsConcepts(scope: string): boolean {
  if (/[+&,]|[^a-z](?:and|or)[^a-z]/i.test(scope)) return true;
  const words = scope.slice(scope.lastIndexOf(':') + 1).split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/);
  return words.filter((word) => verbs.has(word.toLowerCase())).length > 1;
}
