/** The conventions that `lintCatalogue` checks. */
export type LintRule =
  /** Scopes are written in lower case. */
  | 'lowercase-scope'
  /** A scope has the form `<resource>:<verb>`. */
  | 'resource-verb-scope'
  /** A scope names its verbs instead of `*`. */
  | 'no-wildcard'
  /** A scope names one concept: no `approve-and-export`, no `approve_export`. */
  | 'one-concept'
  /** A scope says what an API treats it as granting. */
  | 'scope-description'
  /** A scope is at least as sensitive as what it implies. */
  | 'sensitivity-of-implied'
  /** A deprecated scope names its replacement. */
  | 'replacement'
  /** Actions, combinations, implications and replacements name no deprecated scope. */
  | 'no-deprecated-scope'
  /** An application wants only scopes that the catalogue defines, and protocol scopes. */
  | 'unknown-scope'
  /** An application gives a reason for every scope that it wants. */
  | 'reason-per-scope';

/** One piece of advice. A finding never stops anything. */
export interface LintFinding {
  readonly rule: LintRule;
  readonly severity: 'warning' | 'info';
  /** Where, such as `scopes["Files:Read"]` or `applications["web"].reasons["files:read"]`. */
  readonly place: string;
  /** The scope that it is about. */
  readonly scope: string;
  /** What was found. */
  readonly problem: string;
  readonly fix: string;
}
