import { frozenMap } from '../support/frozen-map.js';
import type { ProtocolScope } from './is-protocol-scope.js';

/** The four protocol scopes and what each grants, in the order in which they are shown. */
export const protocolScopes: ReadonlyMap<
  ProtocolScope,
  { readonly title: string; readonly description: string }
> = frozenMap(
  new Map([
    entry('openid', 'Know who you are', 'Issues an ID token alongside the access token.'),
    entry('profile', 'See your profile', 'Adds name, given_name, family_name, picture and locale.'),
    entry('email', 'See your email address', 'Adds email and email_verified.'),
    entry('offline_access', 'Stay connected', 'Issues a refresh token alongside the access token.'),
  ]),
);

function entry(scope: ProtocolScope, title: string, description: string) {
  return [scope, Object.freeze({ title, description })] as const;
}
