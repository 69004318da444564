import { invalidToken, type Refusal } from '../refusal.js';
import { checkTimes, type TimeRules } from './check-times.js';
import { isAudience } from './is-audience.js';

/** What the claims of a token are held against. */
export interface ClaimRules extends TimeRules {
  readonly issuer: string;
  readonly audience: readonly string[];
}

type Claims = Readonly<Record<string, unknown>>;
type Check = (claims: Claims, rules: ClaimRules) => Refusal | undefined;

const checks: readonly Check[] = [checkRequired, checkIssuer, checkAudience, checkTimes];

/**
 * The first rule that verified claims break: those that RFC 9068 §2.2 requires, issuer, audience,
 * times. Does NOT check `typ`, scopes, revocation or proof of possession.
 */
export function checkClaims(claims: Claims, rules: ClaimRules): Refusal | undefined {
  for (const check of checks) {
    const refusal = check(claims, rules);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function checkRequired(claims: Claims): Refusal | undefined {
  for (const name of ['iss', 'aud', 'exp', 'iat', 'sub', 'client_id', 'jti']) {
    if (claims[name] === undefined) {
      return invalidToken('claims', `The access token has no ${name} (RFC 9068 §2.2).`);
    }
  }
  for (const name of ['sub', 'client_id', 'jti']) {
    if (typeof claims[name] !== 'string' || claims[name] === '') {
      return invalidToken('claims', `The access token has no usable ${name} (RFC 9068 §2.2).`);
    }
  }
  return undefined;
}

function checkIssuer({ iss }: Claims, { issuer }: ClaimRules): Refusal | undefined {
  return iss === issuer
    ? undefined
    : invalidToken('issuer', 'The access token is from another issuer.');
}

function checkAudience({ aud }: Claims, { audience }: ClaimRules): Refusal | undefined {
  return isAudience(aud, audience)
    ? undefined
    : invalidToken('audience', 'The access token is for another resource.');
}
