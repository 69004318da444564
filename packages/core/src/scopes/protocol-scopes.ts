import type { ProtocolScope } from './is-protocol-scope.js';

/** The four protocol scopes and what each grants, in the order in which they are shown. */
export const protocolScopes: ReadonlyMap<ProtocolScope, { title: string; description: string }> =
  new Map<ProtocolScope, { title: string; description: string }>([
    [
      'openid',
      {
        title: 'Know who you are',
        description: 'Issues an ID token alongside the access token.',
      },
    ],
    [
      'profile',
      {
        title: 'See your profile',
        description: 'Adds name, given_name, family_name, picture and locale.',
      },
    ],
    ['email', { title: 'See your email address', description: 'Adds email and email_verified.' }],
    [
      'offline_access',
      {
        title: 'Stay connected',
        description: 'Issues a refresh token alongside the access token.',
      },
    ],
  ]);
