/** Errors of an authorization response that are somebody's decision, and so an outcome. */
const decisions: ReadonlySet<string> = new Set([
  'access_denied',
  'invalid_scope',
  'consent_required',
  'interaction_required',
  'login_required',
  // RFC 9470 §5
  'unmet_authentication_requirements',
]);

export function isDecision(error: string): boolean {
  return decisions.has(error);
}
