import { ScopeSet } from '@stepscope/core';
import { compactVerify, type CryptoKey } from 'jose';
import type { VerificationKeys } from '../keys/verification-keys.js';
import { invalidToken, unavailable, type Refusal } from '../refusal.js';
import { checkClaims, type ClaimRules } from './check-claims.js';
import { thumbprintOf } from './thumbprint-of.js';
import { parseToken, type ParsedToken } from './parse-token.js';
import type {
  AccessTokenClaims,
  TokenVerifier,
  Verification,
  VerifiedToken,
} from './verified-token.js';

/** What a token is verified with. */
export interface JwtVerifierOptions extends ClaimRules {
  readonly keys: VerificationKeys;
  readonly algorithms: readonly string[];
}

/**
 * A verifier of JWT access tokens (RFC 9068) of one issuer: form, issuer (to choose the keys),
 * signature, `typ`, then claims. Does NOT check scopes, revocation, or proof of possession: a token
 * that is bound to a key says so in `keyThumbprint`.
 */
export function jwtVerifier(options: JwtVerifierOptions): TokenVerifier {
  return { verify: (token) => verify(token, options) };
}

async function verify(token: string, options: JwtVerifierOptions): Promise<Verification> {
  const parsed = parseToken(token);
  if (parsed === undefined) {
    return refused(invalidToken('malformed-token', 'The access token is not a well-formed JWT.'));
  }
  const early = checkBeforeKeys(parsed, options);
  if (early !== undefined) return refused(early);

  const { alg, kid } = parsed.header;
  const { iat } = parsed.claims;
  const answer = await options.keys.find({
    alg: alg as string,
    kid: typeof kid === 'string' ? kid : undefined,
    issuedAt: Number.isFinite(iat) ? (iat as number) : 0,
  });
  if (answer.status === 'unavailable') return refused(unavailable(answer.retryAfterSeconds));
  if (answer.status === 'unknown') return refused(unknownKey());
  if (!(await isSignedWith(answer.key, token, options.algorithms))) {
    return refused(invalidToken('signature', 'The signature of the access token is wrong.'));
  }
  const late = checkType(parsed) ?? checkClaims(parsed.claims, options) ?? checkBinding(parsed);
  if (late !== undefined) return refused(late);
  const { publicKey } = answer;
  return { status: 'valid', token: tokenOf(parsed), holds: () => options.keys.holds(publicKey) };
}

/** What can be refused without a key, so that it never causes a fetch. */
function checkBeforeKeys(
  { header, claims }: ParsedToken,
  { issuer, algorithms, clockToleranceSeconds, now }: JwtVerifierOptions,
): Refusal | undefined {
  if (typeof header['alg'] !== 'string' || !algorithms.includes(header['alg'])) {
    const detail = 'The access token is signed with an algorithm that is not accepted.';
    return invalidToken('algorithm', detail);
  }
  if (header['kid'] !== undefined && typeof header['kid'] !== 'string') return unknownKey();
  if (claims['iss'] !== issuer) {
    return invalidToken('issuer', 'The access token is from another issuer.');
  }
  const latest = Math.floor(now() / 1000) + clockToleranceSeconds;
  if (typeof claims['iat'] === 'number' && claims['iat'] > latest) {
    return invalidToken('not-yet-valid', 'The access token was issued in the future.');
  }
  return undefined;
}

async function isSignedWith(
  key: CryptoKey,
  token: string,
  algorithms: readonly string[],
): Promise<boolean> {
  try {
    await compactVerify(token, key, { algorithms: [...algorithms] });
    return true;
  } catch {
    // A wrong signature, or a header that jose does not accept, such as an unknown `crit`.
    return false;
  }
}

/** RFC 9068 §4: `at+jwt`, with or without the prefix of media types, in any case (RFC 7515 §4.1.9). */
function checkType({ header: { typ } }: ParsedToken): Refusal | undefined {
  if (typeof typ === 'string' && /^(application\/)?at\+jwt$/i.test(typ)) return undefined;
  return invalidToken('typ', 'The token is not an access token: its typ is not at+jwt.');
}

/** RFC 7800 §3: a binding that is not understood must not be passed over. */
function checkBinding({ claims: { cnf } }: ParsedToken): Refusal | undefined {
  if (cnf === undefined || thumbprintOf(cnf) !== undefined) return undefined;
  return invalidToken(
    'bound',
    'The access token is bound to a key in a way that is not supported.',
  );
}

function tokenOf({ claims }: ParsedToken): VerifiedToken {
  const { iss, sub, client_id, iat, exp, scope, cnf } = claims as AccessTokenClaims;
  const keyThumbprint = thumbprintOf(cnf);
  return {
    issuer: iss,
    subject: sub,
    clientId: client_id as string,
    // RFC 9068 §2.2.3 and RFC 8693 §4.2: a string. Anything else grants nothing.
    scopes: typeof scope === 'string' ? ScopeSet.fromClaim(scope) : ScopeSet.empty,
    issuedAt: iat as number,
    expiresAt: exp,
    ...(keyThumbprint !== undefined && { keyThumbprint }),
    claims: claims as AccessTokenClaims,
  };
}

function unknownKey(): Refusal {
  return invalidToken('unknown-key', 'The access token is not signed with a key of the issuer.');
}

function refused(refusal: Refusal): Verification {
  return { status: 'refused', refusal };
}
