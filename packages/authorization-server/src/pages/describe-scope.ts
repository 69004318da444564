import {
  ScopeSet,
  type Catalogue,
  type ProtocolScope,
  type ScopeDefinition,
} from '@stepscope/core';

/** What a page says about a scope. */
export type ScopeText = Pick<ScopeDefinition, 'title' | 'description' | 'includes' | 'category'>;

/** The protocol scopes in the words of somebody who knows nothing of tokens. */
const protocolTexts: Readonly<Record<ProtocolScope, ScopeText>> = {
  openid: {
    title: 'Know who you are',
    description: 'Tells the application which account here is yours.',
  },
  profile: { title: 'See your profile', description: 'Shares your name.' },
  email: { title: 'See your email address', description: 'Shares your email address.' },
  offline_access: {
    title: 'Stay connected',
    description: 'Lets the application keep working for you until you take this back.',
  },
};

/** How a scope is put to people: the catalogue's words, plain ones for the protocol's. */
export function describeScope(scope: string, catalogue: Catalogue): ScopeText {
  return catalogue.scopes.get(scope) ?? protocolTexts[scope as ProtocolScope] ?? { title: scope };
}

/** The same scopes in the order of the catalogue, those of the protocol first. */
export function inDisplayOrder(scopes: ScopeSet, catalogue: Catalogue): ScopeSet {
  const order = [...Object.keys(protocolTexts), ...catalogue.scopes.keys()];
  return ScopeSet.from(order.filter((scope) => scopes.has(scope))).union(scopes);
}
