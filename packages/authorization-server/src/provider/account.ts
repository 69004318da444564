import type { Account } from 'oidc-provider';
import { ScopeSet } from '@stepscope/core';
import type { Directory } from '../directory.js';
import type { FactsReader } from './authorization-facts.js';
import type { OidcContext } from './koa.js';

/**
 * The account behind a session or a token; `undefined`, which ends the request, if the user is gone,
 * or has since disconnected the application or, for a refresh token, taken `offline_access` back.
 */
export async function findAccount(
  ctx: OidcContext,
  userId: string,
  options: {
    readonly directory: Directory;
    readonly facts: FactsReader;
    /** What brought us here: a code or token, or nothing, which means a session. */
    readonly source: { readonly kind: string } | undefined;
  },
): Promise<Account | undefined> {
  const { directory, facts, source } = options;
  const user = await directory.findUser(userId);
  if (user === undefined) return undefined;

  const clientId = ctx.oidc.client?.clientId;
  const consented = async (): Promise<ScopeSet> => {
    if (clientId === undefined) return ScopeSet.empty;
    const known = await facts.read(ctx, clientId, userId);
    return known.user?.grant?.granted ?? ScopeSet.empty;
  };
  if (source !== undefined) {
    const granted = await consented();
    if (granted.size === 0) return undefined;
    if (source.kind === 'RefreshToken' && !granted.has('offline_access')) return undefined;
  }

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
