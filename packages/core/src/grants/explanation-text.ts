import type { Catalogue } from '../catalogue/catalogue.js';
import { protocolScopes } from '../scopes/protocol-scopes.js';
import { nearestName } from '../support/nearest-name.js';
import type { Coverage, ScopeExplanation } from './scope-explanation.js';

type Facts = Omit<ScopeExplanation, 'text'>;

/** A sentence for each outcome of `explainGrant`. */
export function explanationText(facts: Facts, catalogue: Catalogue): string {
  const { scope, reason } = facts;
  if (reason === undefined) return heldText(facts);
  switch (reason) {
    case 'reserved':
      return `${scope} is reserved for the platform: no application can hold a scope that begins with "@".`;
    case 'unknown': {
      const nearest = nearestName(scope, [...catalogue.scopes.keys(), ...protocolScopes.keys()]);
      const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
      return `${scope} is not in the catalogue.${hint}`;
    }
    case 'not-allowed-for-application':
      return `${scope} is not requested: the application is not allowed to ask for it. An admin can allow it.`;
    case 'not-in-capabilities':
      return `${scope} is not requested: no role of this user covers it. An admin can give the user one that does.`;
    case 'declined':
      return `${scope} is not granted yet: the user has not consented to it.`;
  }
}

function heldText({ scope, allowedBy, capableBy, consented, deprecated }: Facts): string {
  const because = [
    allowedBy && `the application may request ${viaOf(scope, allowedBy)}`,
    capableBy && `the user is covered by ${viaOf(scope, capableBy)}`,
    consented === true && 'the user consented',
  ].filter((part) => typeof part === 'string');
  const reasons = because.length === 0 ? '' : `: ${because.join(', ')}`;
  const instead = deprecated?.replacedBy === undefined ? '' : `: use ${deprecated.replacedBy}`;
  return `${scope} is held${reasons}.${deprecated === undefined ? '' : ` It is deprecated${instead}.`}`;
}

/** Names the most direct coverage: the scope itself before one that implies it. */
function viaOf(scope: string, coverages: readonly Coverage[]): string {
  const via = coverages.find((coverage) => coverage.scope === scope) ?? coverages[0];
  if (via === undefined) return 'nothing';
  const implies = via.scope === scope ? '' : `${via.scope}, which implies it`;
  if (via.capability === undefined) return implies === '' ? 'it' : implies;
  return `"${via.capability}" of the role "${via.role}"${implies === '' ? '' : ` (${implies})`}`;
}
