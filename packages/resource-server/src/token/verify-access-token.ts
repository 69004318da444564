import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { IssuerKeys } from '../keys/issuer-keys.js';
import { parseToken, type ParsedToken } from './parse-token.js';

/** The claims that RFC 9068 §2.2 requires, with their types. */
export interface AccessTokenClaims extends JWTPayload {
  readonly iss: string;
  readonly aud: string | string[];
  readonly sub: string;
  readonly client_id: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
}

export type Verification =
  | { readonly status: 'valid'; readonly claims: AccessTokenClaims }
  /** `detail` is one sentence of ours, fit for everybody's eyes. */
  | { readonly status: 'invalid'; readonly detail: string }
  | { readonly status: 'unavailable'; readonly retryAfterSeconds: number };

/** How far from the epoch a `Date` reaches. */
const MAX_DATE_SECONDS = 8.64e12;

export interface VerificationContext {
  readonly keys: IssuerKeys;
  readonly issuer: string;
  readonly audience: string[];
  readonly algorithms: string[];
  readonly clockToleranceSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Whether `token` is an access token of RFC 9068 for this audience: form, issuer (to choose the keys),
 * signature, then `typ`, issuer, audience and times. Does NOT check scopes, revocation, or proof of
 * possession: a token with `cnf` is bound to a key, and refused.
 */
export async function verifyAccessToken(
  token: string,
  context: VerificationContext,
): Promise<Verification> {
  const parsed = parseToken(token);
  if (parsed === undefined) return invalid('The access token is not a well-formed JWT.');
  const refusal = refuseBeforeKeys(parsed, context);
  if (refusal !== undefined) return invalid(refusal);

  const { alg, kid } = parsed.header;
  const answer = await context.keys.find({
    alg: alg as string,
    kid: typeof kid === 'string' ? kid : undefined,
    issuedAt: Number.isFinite(parsed.claims['iat']) ? (parsed.claims['iat'] as number) : 0,
  });
  if (answer.status === 'unavailable') return answer;
  if (answer.status === 'unknown') {
    return invalid('The access token is not signed with a key of the issuer.');
  }

  try {
    const { payload } = await jwtVerify<AccessTokenClaims>(token, answer.key, {
      algorithms: context.algorithms,
      typ: 'at+jwt',
      issuer: context.issuer,
      audience: context.audience,
      requiredClaims: ['exp', 'iat', 'sub', 'client_id', 'jti'],
      clockTolerance: context.clockToleranceSeconds,
      currentDate: new Date(context.now()),
    });
    const detail = refuseVerified(payload);
    return detail === undefined ? { status: 'valid', claims: payload } : invalid(detail);
  } catch (error) {
    return invalid(detailOf(error));
  }
}

/** What can be refused without a key, so that it never causes a fetch. */
function refuseBeforeKeys(
  { header, claims }: ParsedToken,
  { issuer, algorithms, clockToleranceSeconds, now }: VerificationContext,
): string | undefined {
  if (typeof header['alg'] !== 'string' || !algorithms.includes(header['alg'])) {
    return 'The access token is signed with an algorithm that is not accepted.';
  }
  if (header['kid'] !== undefined && typeof header['kid'] !== 'string') {
    return 'The access token is not signed with a key of the issuer.';
  }
  if (claims['iss'] !== issuer) return 'The access token is from another issuer.';
  const latest = Math.floor(now() / 1000) + clockToleranceSeconds;
  if (typeof claims['iat'] === 'number' && claims['iat'] > latest) {
    return 'The access token was issued in the future.';
  }
  return undefined;
}

function refuseVerified(claims: Readonly<Record<string, unknown>>): string | undefined {
  const { exp, iat, nbf = iat } = claims;
  if (![exp, iat, nbf].every(isTime)) {
    return 'The access token has no usable time of issue or expiry.';
  }
  for (const name of ['sub', 'client_id', 'jti']) {
    if (typeof claims[name] !== 'string' || claims[name] === '') {
      return `The access token has no usable ${name} (RFC 9068 §2.2).`;
    }
  }
  if (claims['cnf'] !== undefined) {
    return 'The access token is bound to a key, and cannot be used as a bearer token.';
  }
  return undefined;
}

/** Whether `value` is a NumericDate (RFC 7519 §2) that a `Date` can hold. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= MAX_DATE_SECONDS;
}

function detailOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The access token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.reason === 'missing') {
      return `The access token has no ${error.claim} (RFC 9068 §2.2).`;
    }
    if (error.claim === 'aud') return 'The access token is for another resource.';
    if (error.claim === 'nbf') return 'The access token is not valid yet.';
    if (error.claim === 'typ') return 'The token is not an access token: its typ is not at+jwt.';
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return 'The signature of the access token is wrong.';
  }
  return 'The access token could not be verified.';
}

function invalid(detail: string): Verification {
  return { status: 'invalid', detail };
}
