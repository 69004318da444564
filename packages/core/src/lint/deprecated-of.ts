import type { Catalogue } from '../catalogue/catalogue.js';
import { formatPath } from '../support/format-path.js';
import type { LintFinding } from './lint-finding.js';

/** A finding for each deprecated scope among `scopes`, which stand at `path`. */
export function deprecatedOf(
  scopes: Iterable<string>,
  path: readonly string[],
  catalogue: Catalogue,
): LintFinding[] {
  return [...scopes].flatMap((scope) => {
    const entry = catalogue.scopes.get(scope);
    if (entry?.deprecated !== true) return [];
    const { replacedBy } = entry;
    return {
      rule: 'no-deprecated-scope',
      severity: 'warning',
      place: formatPath(path),
      scope,
      problem: `${formatPath(path)} names "${scope}", which is deprecated.`,
      fix: replacedBy === undefined ? 'Name another scope.' : `Name "${replacedBy}" instead.`,
    };
  });
}
