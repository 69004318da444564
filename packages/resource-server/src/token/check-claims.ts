import type { Issuer } from '../issuers/issuer.js';
import { invalidToken, type Refusal } from '../refusal.js';
import { checkTimes, type TimeRules } from './check-times.js';
import { isAudience } from './is-audience.js';

type Claims = Readonly<Record<string, unknown>>;
/** What the issuer of a token says about its claims. */
type Rules = Pick<Issuer, 'issuer' | 'profile' | 'audience'>;

/**
 * The first rule that verified claims break: those of the issuer's profile (RFC 9068 §2.2 where it is
 * the standard one), issuer, audience, times. Does NOT check `typ`, scopes, revocation or proof of
 * possession.
 */
export function checkClaims(claims: Claims, issuer: Rules, times: TimeRules): Refusal | undefined {
  return (
    checkKind(claims, issuer) ??
    checkRequired(claims, issuer) ??
    checkIssuer(claims, issuer) ??
    checkAudience(claims, issuer) ??
    checkTimes(claims, times)
  );
}

/** The value of the first claim of `names` that is there. */
export function firstClaim(claims: Claims, names: readonly string[]): unknown {
  const name = names.find((candidate) => claims[candidate] !== undefined);
  return name === undefined ? undefined : claims[name];
}

/** Tells access tokens from ID tokens and others, where `typ` in the header does not. */
function checkKind(claims: Claims, { profile }: Rules): Refusal | undefined {
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

const alwaysRequired = ['iss', 'exp', 'iat', 'sub'];

function checkRequired(claims: Claims, { profile }: Rules): Refusal | undefined {
  const { clientIdClaims, audienceClaims, requiredClaims } = profile;
  const isAbsent = (name: string): boolean => claims[name] === undefined;
  const absent = alwaysRequired.find(isAbsent) ?? requiredClaims.find(isAbsent);
  if (absent !== undefined) return missing([absent]);
  if (audienceClaims.every(isAbsent)) return missing(audienceClaims);
  const client = clientIdClaims.find((name) => !isAbsent(name));
  if (client === undefined) return missing(clientIdClaims);

  const isUnusable = (name: string): boolean =>
    typeof claims[name] !== 'string' || claims[name] === '';
  const unusable = ['sub', client].find(isUnusable) ?? requiredClaims.find(isUnusable);
  if (unusable === undefined) return undefined;
  return invalidToken('claims', `The access token has no usable ${unusable}${ruleOf(unusable)}.`);
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

function checkIssuer({ iss }: Claims, { issuer }: Rules): Refusal | undefined {
  return iss === issuer
    ? undefined
    : invalidToken('issuer', 'The access token is from another issuer.');
}

function checkAudience(claims: Claims, { audience, profile }: Rules): Refusal | undefined {
  return isAudience(firstClaim(claims, profile.audienceClaims), audience)
    ? undefined
    : invalidToken('audience', 'The access token is for another resource.');
}
