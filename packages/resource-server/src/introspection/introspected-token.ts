import { ScopeSet } from '@stepscope/core';
import { invalidToken, type Refusal } from '../refusal.js';
import { checkTimes, type TimeRules } from '../token/check-times.js';
import { isAudience } from '../token/is-audience.js';
import { thumbprintOf } from '../token/thumbprint-of.js';
import type { AccessTokenClaims, VerifiedToken } from '../token/verified-token.js';

/** What the answer of an introspection endpoint is held against. */
export interface IntrospectionRules extends TimeRules {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly allowMissingAudience: boolean;
}

type Answer = Readonly<Record<string, unknown>>;
type Check = (answer: Answer, rules: IntrospectionRules) => Refusal | undefined;

/** Deeper than any claim, and far from where functions that call themselves fail. */
const MAX_DEPTH = 64;

const checks: readonly Check[] = [
  checkActive,
  checkKind,
  checkIssuer,
  checkAudience,
  checkTimes,
  checkNames,
  checkBinding,
  checkDepth,
];

/**
 * What a token stands for by the answer of the introspection endpoint (RFC 7662 §2.2), or why it does
 * not count. An answer without `iat` is taken as of `askedAtMs`, when the issuer was asked: what it revoked
 * since is not in the answer. Does NOT check scopes, revocation feeds or proof of possession.
 */
export function introspectedToken(
  answer: Answer,
  askedAtMs: number,
  rules: IntrospectionRules,
): VerifiedToken | Refusal {
  for (const check of checks) {
    const refusal = check(answer, rules);
    if (refusal !== undefined) return refusal;
  }
  const { client_id, exp, iat, scope, sub = client_id, cnf } = answer;
  const keyThumbprint = thumbprintOf(cnf);
  return {
    issuer: rules.issuer,
    subject: sub as string,
    clientId: client_id as string,
    scopes: typeof scope === 'string' ? ScopeSet.fromClaim(scope) : ScopeSet.empty,
    issuedAt: (iat as number | undefined) ?? Math.floor(askedAtMs / 1000),
    expiresAt: exp as number,
    ...(keyThumbprint !== undefined && { keyThumbprint }),
    claims: { ...answer, iss: rules.issuer, sub } as AccessTokenClaims,
  };
}

function checkActive({ active }: Answer): Refusal | undefined {
  return active === true
    ? undefined
    : invalidToken('inactive', 'The access token is not active (RFC 7662 §2.2).');
}

/** Endpoints also answer for refresh tokens; some say so in `token_use`. */
function checkKind({ token_type, token_use }: Answer): Refusal | undefined {
  const isAccessToken =
    isOneOf(token_type, ['bearer', 'dpop']) && isOneOf(token_use, ['access', 'access_token']);
  return isAccessToken ? undefined : invalidToken('typ', 'The token is not an access token.');
}

function isOneOf(value: unknown, values: readonly string[]): boolean {
  return value === undefined || (typeof value === 'string' && values.includes(value.toLowerCase()));
}

function checkIssuer({ iss }: Answer, { issuer }: IntrospectionRules): Refusal | undefined {
  return iss === undefined || iss === issuer
    ? undefined
    : invalidToken('issuer', 'The access token is from another issuer.');
}

function checkAudience(
  { aud }: Answer,
  { audience, allowMissingAudience }: IntrospectionRules,
): Refusal | undefined {
  return (aud === undefined && allowMissingAudience) || isAudience(aud, audience)
    ? undefined
    : invalidToken('audience', 'The access token is for another resource.');
}

/** Without `sub` the application acts for itself (RFC 9068 §2.2). */
function checkNames({ client_id, sub = client_id }: Answer): Refusal | undefined {
  const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
  return isName(client_id) && isName(sub)
    ? undefined
    : invalidToken('claims', 'Nobody says for which client the access token is.');
}

function checkBinding({ cnf, token_type }: Answer): Refusal | undefined {
  const isBound = thumbprintOf(cnf) !== undefined;
  const saysBound = typeof token_type === 'string' && token_type.toLowerCase() === 'dpop';
  return (cnf === undefined && !saysBound) || isBound
    ? undefined
    : invalidToken('bound', 'The access token is bound to a key in a way that is not supported.');
}

function checkDepth(answer: Answer): Refusal | undefined {
  let level: readonly unknown[] = [answer];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      return invalidToken(
        'claims',
        'What the issuer says of the access token is nested too deeply.',
      );
    }
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return undefined;
}
