export type {
  ActionDefinition,
  ActionTexts,
  Catalogue,
  CatalogueDefinition,
  CombinationDefinition,
  CombinationTexts,
  ScopeDefinition,
  ScopeTexts,
  Sensitivity,
  Translations,
} from './catalogue/catalogue.js';
export { defineCatalogue } from './catalogue/define-catalogue.js';
export { localize } from './catalogue/localize.js';
export { parseCatalogue } from './catalogue/parse-catalogue.js';
export type { Challenge } from './challenges/challenge.js';
export { formatChallenge } from './challenges/format-challenge.js';
export { parseChallenges } from './challenges/parse-challenges.js';
export { readTokenChallenge } from './challenges/read-token-challenge.js';
export type { TokenChallenge, TokenChallengeError } from './challenges/token-challenge.js';
export { CoreError, type CoreErrorCode, type CoreProblem } from './core-error.js';
export { denial, exposedHeaders, type Denial } from './denials/denial.js';
export type { DenialContext, DenialSituation, ScopeShortage } from './denials/denial-situation.js';
export { isProblem, type Problem, type ProblemCode } from './denials/problem.js';
export type { CatalogueChange } from './diff/catalogue-change.js';
export { diffCatalogues, type CatalogueDiff } from './diff/diff-catalogues.js';
export { explainGrant } from './grants/explain-grant.js';
export type { DropReason, GrantQuestion } from './grants/grant-question.js';
export { resolveGrant, type GrantResolution, type GrantWarning } from './grants/resolve-grant.js';
export type {
  Coverage,
  GrantExplanationQuestion,
  ScopeExplanation,
  UserRole,
} from './grants/scope-explanation.js';
export { suggestScopes, type ScopeSuggestion } from './least-privilege/suggest-scopes.js';
export { unusedScopes } from './least-privilege/unused-scopes.js';
export type { LintedApplication } from './lint/lint-application.js';
export { lintCatalogue } from './lint/lint-catalogue.js';
export type { LintFinding, LintRule } from './lint/lint-finding.js';
export type {
  ActionMetadata,
  ActionMetadataDocument,
  PublishedAction,
} from './metadata/action-metadata.js';
export { actionMetadataUrl } from './metadata/action-metadata-url.js';
export {
  buildActionMetadata,
  type ActionMetadataSource,
} from './metadata/build-action-metadata.js';
export { evaluateAction } from './metadata/evaluate-action.js';
export { parseActionMetadata } from './metadata/parse-action-metadata.js';
export { protectedResourceMetadataUrl } from './metadata/protected-resource-metadata-url.js';
export { auth0 } from './profiles/auth0.js';
export { cognito } from './profiles/cognito.js';
export { entraId } from './profiles/entra-id.js';
export { keycloak } from './profiles/keycloak.js';
export { okta } from './profiles/okta.js';
export type { ProviderProfile, ScopeSource } from './profiles/provider-profile.js';
export { standard } from './profiles/standard.js';
export { fromWireScopes, scopesOfClaims, toWireScopes } from './profiles/wire-scopes.js';
export { alternativesOf } from './requirements/alternatives-of.js';
export { evaluate, type Evaluation } from './requirements/evaluate.js';
export { explain, type Explanation, type ScopeStanding } from './requirements/explain.js';
export { allOf, anyOf, type Requirement } from './requirements/requirement.js';
export { parseRevocation, type Revocation } from './revocations/revocation.js';
export { isScope } from './scopes/is-scope.js';
export { isProtocolScope, type ProtocolScope } from './scopes/is-protocol-scope.js';
export { protocolScopes } from './scopes/protocol-scopes.js';
export { ScopeSet, type ScopeClaim, type ScopeSetLike } from './scopes/scope-set.js';
export { deepFreeze } from './support/deep-freeze.js';
export { isLoopbackHost } from './support/is-loopback-host.js';
export { nearestName } from './support/nearest-name.js';
export { privateNotes, type PrivateNotes } from './support/private-notes.js';
export { unknownName, unknownOption } from './support/unknown-name.js';
