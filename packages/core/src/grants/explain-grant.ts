import type { Catalogue } from '../catalogue/catalogue.js';
import { isProtocolScope } from '../scopes/is-protocol-scope.js';
import { protocolScopes } from '../scopes/protocol-scopes.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { dropReasonOf } from './drop-reason-of.js';
import { explanationText } from './explanation-text.js';
import { assertRoles } from './assert-roles.js';
import { assertTerms, type DropReason } from './grant-question.js';
import type { Coverage, GrantExplanationQuestion, ScopeExplanation } from './scope-explanation.js';

/**
 * For every requested scope, in order, whether this user holds it through this application, and why or
 * why not: `resolveGrant` with its working shown. All terms are answered, not only the first that
 * fails, so that one can see what else is in the way.
 * @throws {CoreError} `INVALID_ARGUMENT` for a term that is present but of another kind, and for one of an
 *   unknown name; `INVALID_SCOPE` for a malformed scope in a role.
 */
export function explainGrant(question: GrantExplanationQuestion): readonly ScopeExplanation[] {
  const terms = { ...question };
  assertTerms('explainGrant', terms, ['allowed', 'capabilities', 'roles', 'consented']);
  const { catalogue, requested, allowed, consented } = terms;
  const capabilities = capabilitiesOf(terms);
  const reasonToDrop = dropReasonOf({
    catalogue,
    requested,
    ...(allowed !== undefined && { allowed }),
    ...(capabilities !== undefined && { capabilities: scopesOf(capabilities) }),
    ...(consented !== undefined && { consented }),
  });
  const allowedBy = allowed && coverageIn(catalogue, coveragesOf(allowed));
  const capableBy = capabilities && coverageIn(catalogue, capabilities);

  const explain = (scope: string): ScopeExplanation => {
    const reason = reasonToDrop(scope);
    const title = titleOf(scope, catalogue);
    const { deprecated = false, replacedBy } = catalogue.scopes.get(scope) ?? {};
    const explained: Omit<ScopeExplanation, 'text'> = {
      scope,
      ...(title !== undefined && { title }),
      held: reason === undefined,
      ...(reason !== undefined && { reason, fixedBy: fixers[reason] }),
      ...(allowedBy !== undefined && { allowedBy: allowedBy(scope) }),
      ...(capableBy !== undefined && !isProtocolScope(scope) && { capableBy: capableBy(scope) }),
      ...(consented !== undefined && { consented: consented.has(scope) }),
      ...(deprecated && { deprecated: replacedBy === undefined ? {} : { replacedBy } }),
    };
    return { ...explained, text: explanationText(explained, catalogue) };
  };
  return [...requested].map(explain);
}

const fixers: Readonly<Record<DropReason, 'user' | 'admin' | 'developer'>> = {
  reserved: 'developer',
  unknown: 'developer',
  'not-allowed-for-application': 'admin',
  'not-in-capabilities': 'admin',
  declined: 'user',
};

function capabilitiesOf(question: GrantExplanationQuestion): readonly Coverage[] | undefined {
  if (question.roles === undefined) {
    return question.capabilities && coveragesOf(question.capabilities);
  }
  assertRoles(question.roles);
  return question.roles.flatMap((role) =>
    role.capabilities.flatMap((capability) =>
      [...ScopeSet.from(capability.scopes)].map((scope) => ({
        scope,
        role: role.title,
        capability: capability.title,
      })),
    ),
  );
}

function coveragesOf(scopes: ScopeSet): readonly Coverage[] {
  return [...scopes].map((scope) => ({ scope }));
}

function scopesOf(coverages: readonly Coverage[]): ScopeSet {
  return ScopeSet.from(coverages.map(({ scope }) => scope));
}

/** Answers for each scope which of `coverages` cover it. */
function coverageIn(
  catalogue: Catalogue,
  coverages: readonly Coverage[],
): (scope: string) => readonly Coverage[] {
  const closed = coverages.map((coverage) => ({
    coverage,
    covered: catalogue.closure(ScopeSet.of(coverage.scope)),
  }));
  return (scope) =>
    closed.flatMap(({ coverage, covered }) => (covered.has(scope) ? [coverage] : []));
}

function titleOf(scope: string, catalogue: Catalogue): string | undefined {
  return isProtocolScope(scope)
    ? protocolScopes.get(scope)?.title
    : catalogue.scopes.get(scope)?.title;
}
