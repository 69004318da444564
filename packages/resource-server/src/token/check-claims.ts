import { invalidToken, type Refusal } from '../refusal.js';

/** What the claims of a token are held against. */
export interface ClaimRules {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly clockToleranceSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

type Claims = Readonly<Record<string, unknown>>;
type Check = (claims: Claims, rules: ClaimRules) => Refusal | undefined;

/** How far from the epoch a `Date` reaches. */
const MAX_DATE_SECONDS = 8.64e12;

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
  const values: unknown[] = Array.isArray(aud) ? aud : [aud];
  return values.some((value) => typeof value === 'string' && audience.includes(value))
    ? undefined
    : invalidToken('audience', 'The access token is for another resource.');
}

function checkTimes(
  { exp, iat, nbf = iat }: Claims,
  { clockToleranceSeconds, now }: ClaimRules,
): Refusal | undefined {
  if (!isTime(exp) || !isTime(iat) || !isTime(nbf)) {
    return invalidToken('claims', 'The access token has no usable time of issue or expiry.');
  }
  const seconds = Math.floor(now() / 1000);
  if (iat > seconds + clockToleranceSeconds) {
    return invalidToken('not-yet-valid', 'The access token was issued in the future.');
  }
  if (nbf > seconds + clockToleranceSeconds) {
    return invalidToken('not-yet-valid', 'The access token is not valid yet.');
  }
  if (exp <= seconds - clockToleranceSeconds) {
    return invalidToken('expired', 'The access token has expired.');
  }
  return undefined;
}

/** Whether `value` is a NumericDate (RFC 7519 §2) that a `Date` can hold. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MAX_DATE_SECONDS;
}
