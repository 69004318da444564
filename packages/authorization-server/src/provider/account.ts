import type { Account } from 'oidc-provider';
import { ScopeSet } from '@stepscope/core';
import type { Directory } from '../directory.js';
import type { FactsReader } from './authorization-facts.js';
import type { OidcContext } from './koa.js';

/**
 * The account behind a session or a token; `undefined`, which ends the request, if the user is gone or
 * has disconnected the application since the token was issued.
 */
export async function findAccount(
  ctx: OidcContext,
  userId: string,
  options: {
    readonly directory: Directory;
    readonly facts: FactsReader;
    /** Whether a code or token brought us here, rather than a session. */
    readonly byToken: boolean;
  },
): Promise<Account | undefined> {
  const { directory, facts, byToken } = options;
  const user = await directory.findUser(userId);
  if (user === undefined) return undefined;

  const clientId = ctx.oidc.client?.clientId;
  const consented = async (): Promise<ScopeSet> => {
    if (clientId === undefined) return ScopeSet.empty;
    const known = await facts.read(ctx, clientId, userId);
    return known.user?.grant?.granted ?? ScopeSet.empty;
  };
  if (byToken && (await consented()).size === 0) return undefined;

  return {
    accountId: user.id,
    async claims() {
      const granted = await consented();
      return {
        sub: user.id,
        ...(granted.has('profile') && { name: user.name }),
        ...(granted.has('email') &&
          user.email !== undefined && { email: user.email, email_verified: false }),
      };
    },
  };
}
