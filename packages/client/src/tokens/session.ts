import { isProtocolScope, ScopeSet } from '@stepscope/core';
import type { ClientUser } from '../client.js';

/** What a token endpoint answered (RFC 6749 §5.1), once it has been checked. */
export interface TokenAnswer {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  readonly idToken?: string | undefined;
  readonly user?: ClientUser | undefined;
  readonly scope?: string | undefined;
  readonly unavailableScope?: string | undefined;
  readonly expiresInSeconds?: number | undefined;
}

/** The tokens in use for one resource, and what they carry. Replaced as a whole, never changed. */
export interface Session {
  readonly accessToken: string;
  /** Shared by the sessions that one authorization has made. */
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
  readonly user: ClientUser | undefined;
  /** Without protocol scopes. */
  readonly granted: ScopeSet;
  /** Without protocol scopes. */
  readonly requested: ScopeSet;
  /** Requested, and not grantable to this user or application, as this token response said. */
  readonly unavailable: ScopeSet;
  /** Which authorization has made it: a new one is another, a refresh keeps it. */
  readonly authorization: string;
  readonly obtainedAt: number;
  readonly expiresAt: number | undefined;
}

/** The session that an authorization has made. An omitted `scope` means as requested. */
export function sessionFromCode(
  answer: TokenAnswer,
  requested: ScopeSet,
  { authorization, now }: { readonly authorization: string; readonly now: number },
): Session {
  return {
    authorization,
    accessToken: answer.accessToken,
    refreshToken: answer.refreshToken,
    idToken: answer.idToken,
    user: answer.user,
    granted: answer.scope === undefined ? requested : resourceScopes(answer.scope),
    requested,
    unavailable: resourceScopes(answer.unavailableScope ?? ''),
    obtainedAt: now,
    expiresAt: expiresAt(answer, now),
  };
}

/** The session that a refresh made of `previous`. What the answer omits is as it was. */
export function sessionFromRefresh(answer: TokenAnswer, previous: Session, now: number): Session {
  return {
    ...previous,
    accessToken: answer.accessToken,
    refreshToken: answer.refreshToken ?? previous.refreshToken,
    idToken: answer.idToken ?? previous.idToken,
    user: answer.user ?? previous.user,
    granted: answer.scope === undefined ? previous.granted : resourceScopes(answer.scope),
    unavailable: resourceScopes(answer.unavailableScope ?? ''),
    obtainedAt: now,
    expiresAt: expiresAt(answer, now),
  };
}

/** `session` with the refresh token, and what else is shared, of one that has been refreshed. */
export function withRefreshToken(
  session: Session,
  { refreshToken, idToken, user }: Session,
): Session {
  return { ...session, refreshToken, idToken, user };
}

/** What of `before` is not held any more, by resource. */
export function lostScopes(
  { resource }: { readonly resource: string },
  before: ScopeSet,
  { granted }: Session,
): readonly [resource: string, scopes: readonly string[]] {
  return [resource, before.difference(granted).toJSON()];
}

/** The scopes of a token response that are the resource's: servers differ on naming `openid` there. */
function resourceScopes(scope: string): ScopeSet {
  return ScopeSet.fromClaim(scope).filter((name) => !isProtocolScope(name));
}

function expiresAt({ expiresInSeconds }: TokenAnswer, now: number): number | undefined {
  return expiresInSeconds === undefined ? undefined : now + expiresInSeconds * 1000;
}
