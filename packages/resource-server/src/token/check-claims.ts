import type { Issuer } from '../issuers/issuer.js';
import { invalidToken, type Refusal } from '../refusal.js';
import { checkTimes, type TimeRules } from './check-times.js';
import { isAudience } from './is-audience.js';

/** What the claims of a token are held against. */
export interface ClaimRules extends TimeRules, Pick<Issuer, 'issuer' | 'profile' | 'audience'> {}

type Claims = Readonly<Record<string, unknown>>;
type Check = (claims: Claims, rules: ClaimRules) => Refusal | undefined;

const checks: readonly Check[] = [checkKind, checkRequired, checkIssuer, checkAudience, checkTimes];

/**
 * The first rule that verified claims break: those of the issuer's profile (RFC 9068 §2.2 where it is
 * the standard one), issuer, audience, times. Does NOT check `typ`, scopes, revocation or proof of
 * possession.
 */
export function checkClaims(claims: Claims, rules: ClaimRules): Refusal | undefined {
  for (const check of checks) {
    const refusal = check(claims, rules);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The value of the first claim of `names` that is there. */
export function firstClaim(claims: Claims, names: readonly string[]): unknown {
  const name = names.find((candidate) => claims[candidate] !== undefined);
  return name === undefined ? undefined : claims[name];
}

/** Tells access tokens from ID tokens and others, where `typ` in the header does not. */
function checkKind(claims: Claims, { profile }: ClaimRules): Refusal | undefined {
  const { expectedClaims, idTokenClaims } = profile;
  for (const [name, values] of Object.entries(expectedClaims)) {
    const value = claims[name];
    if (typeof value === 'string' && values.includes(value)) continue;
    return invalidToken('typ', `The token is not an access token: its ${name} says otherwise.`);
  }
  const foreign = idTokenClaims.find((name) => claims[name] !== undefined);
  return foreign === undefined
    ? undefined
    : invalidToken('typ', `The token is not an access token: only ID tokens have ${foreign}.`);
}

function checkRequired(claims: Claims, { profile }: ClaimRules): Refusal | undefined {
  const { clientIdClaims, audienceClaims, requiredClaims } = profile;
  const isThere = (name: string): boolean => claims[name] !== undefined;
  for (const names of [['iss'], audienceClaims, ['exp'], ['iat'], ['sub'], clientIdClaims]) {
    if (!names.some(isThere)) return missing(names);
  }
  const absent = requiredClaims.find((name) => !isThere(name));
  if (absent !== undefined) return missing([absent]);

  const client = clientIdClaims.find(isThere) ?? '';
  for (const name of ['sub', client, ...requiredClaims]) {
    if (typeof claims[name] !== 'string' || claims[name] === '') {
      return invalidToken('claims', `The access token has no usable ${name}${ruleOf(name)}.`);
    }
  }
  return undefined;
}

function missing(names: readonly string[]): Refusal {
  const [name = ''] = names;
  const detail = `The access token has no ${names.join(' or ')}${ruleOf(name)}.`;
  return invalidToken('claims', detail);
}

/** Where the rule stands, for the claims of the standard. */
function ruleOf(name: string): string {
  const standard = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'];
  return standard.includes(name) ? ' (RFC 9068 §2.2)' : '';
}

function checkIssuer({ iss }: Claims, { issuer }: ClaimRules): Refusal | undefined {
  return iss === issuer
    ? undefined
    : invalidToken('issuer', 'The access token is from another issuer.');
}

function checkAudience(claims: Claims, { audience, profile }: ClaimRules): Refusal | undefined {
  return isAudience(firstClaim(claims, profile.audienceClaims), audience)
    ? undefined
    : invalidToken('audience', 'The access token is for another resource.');
}
