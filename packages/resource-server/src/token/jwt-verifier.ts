import { scopesOfClaims } from '@stepscope/core';
import { compactVerify, type CryptoKey } from 'jose';
import type { Issuer, IssuerAnswer, Issuers } from '../issuers/issuer.js';
import type { PublicKey } from '../keys/public-key.js';
import { invalidToken, unavailable, type Refusal } from '../refusal.js';
import { checkClaims, firstClaim } from './check-claims.js';
import type { TimeRules } from './check-times.js';
import { isToken68 } from './is-token68.js';
import { parseToken, type ParsedToken } from './parse-token.js';
import { isSignatureAlgorithm, type SignatureAlgorithm } from './signature-algorithms.js';
import type { SignatureVerifier } from './signature-verifier.js';
import { thumbprintOf } from './thumbprint-of.js';
import type {
  AccessTokenClaims,
  Grounds,
  TokenVerifier,
  Verification,
  VerifiedToken,
} from './verified-token.js';

/** What a token is verified with. */
export interface JwtVerifierOptions extends TimeRules {
  readonly issuers: Issuers;
  /** The API's identifier; what scopes are prefixed with, where a profile says so. */
  readonly resource: string;
  readonly verifySignature: SignatureVerifier | undefined;
  /** Of what cannot be a token at all. */
  readonly illegal: Refusal;
}

/**
 * A verifier of JWT access tokens (RFC 9068, or as the issuer's profile says): form, issuer (to choose
 * its configuration and keys, among those that are known), signature, `typ`, then claims. Does NOT
 * check scopes, revocation, or proof of possession: a token that is bound to a key says so in
 * `keyThumbprint`.
 */
export function jwtVerifier(options: JwtVerifierOptions): TokenVerifier {
  let grounds: SignedBy | undefined;
  const groundsFor: GroundsFor = (known, key) => {
    // One for all tokens that come in a row with one key: those that are remembered keep it.
    if (grounds?.is(known, key) !== true) grounds = new SignedBy(known, key, options.resource);
    return grounds;
  };
  return { verify: (token) => verify(token, options, groundsFor) };
}

type KnownIssuer = Extract<IssuerAnswer, { readonly status: 'known' }>;
type GroundsFor = (known: KnownIssuer, key: PublicKey) => Grounds;

/** A key of an issuer, with which tokens were verified. */
class SignedBy implements Grounds {
  readonly #known: KnownIssuer;
  readonly #key: PublicKey;
  readonly #resource: string;

  constructor(known: KnownIssuer, key: PublicKey, resource: string) {
    this.#known = known;
    this.#key = key;
    this.#resource = resource;
  }

  is(known: KnownIssuer, key: PublicKey): boolean {
    return this.#known === known && this.#key === key;
  }

  holds(): boolean {
    return this.#known.holds() && this.#known.issuer.keys.holds(this.#key);
  }

  read(token: string): VerifiedToken {
    return tokenOf(parseToken(token)!, this.#known.issuer, this.#resource);
  }
}

async function verify(
  token: string,
  options: JwtVerifierOptions,
  groundsFor: GroundsFor,
): Promise<Verification> {
  const parsed = parseToken(token);
  if (parsed === undefined) {
    // Whatever is well-formed is legal, too, and need not be looked through for it.
    return refused(isToken68(token) ? malformed : options.illegal);
  }
  const early = checkBeforeLookups(parsed, options);
  if (early !== undefined) return refused(early);

  const { iss, iat } = parsed.claims;
  const found = typeof iss === 'string' ? options.issuers.find(iss) : unknown;
  // Nearly always both are at hand, and to wait for what is there takes time as well.
  const known = found instanceof Promise ? await found : found;
  if (known.status === 'unavailable') return refused(unavailable(known.retryAfterSeconds));
  if (known.status === 'unknown') {
    return refused(invalidToken('issuer', 'The access token is from another issuer.'));
  }
  const { issuer } = known;
  const { alg, kid } = parsed.header as { readonly alg: string; readonly kid?: string };
  if (!issuer.algorithms.includes(alg)) return refused(wrongAlgorithm());

  const issuedAt = Number.isFinite(iat) ? (iat as number) : 0;
  const sought = issuer.keys.find({ alg, kid, issuedAt });
  const answer = sought instanceof Promise ? await sought : sought;
  if (answer.status === 'unavailable') return refused(unavailable(answer.retryAfterSeconds));
  if (answer.status === 'unknown') return refused(unknownKey());
  if (!(await isSignedWith(answer.key, token, { alg, verifySignature: options.verifySignature }))) {
    return refused(invalidToken('signature', 'The signature of the access token is wrong.'));
  }
  const late =
    checkType(parsed, issuer) ??
    checkClaims(parsed.claims, issuer, options) ??
    checkBinding(parsed);
  if (late !== undefined) return refused(late);
  return {
    status: 'valid',
    token: tokenOf(parsed, issuer, options.resource),
    grounds: groundsFor(known, answer.publicKey),
  };
}

const malformed = invalidToken('malformed-token', 'The access token is not a well-formed JWT.');
const unknown: IssuerAnswer = { status: 'unknown' };

/** What can be refused without a configuration or a key, so that it never causes a lookup. */
function checkBeforeLookups(
  { header: { alg, crit, kid }, claims: { iat } }: ParsedToken,
  { clockToleranceSeconds, now }: JwtVerifierOptions,
): Refusal | undefined {
  if (!isSignatureAlgorithm(alg)) return wrongAlgorithm();
  // No extension is understood, so none may be critical (RFC 7515 §4.1.11).
  if (crit !== undefined) {
    return invalidToken('malformed-token', 'The access token has critical extensions.');
  }
  if (kid !== undefined && typeof kid !== 'string') return unknownKey();
  const latest = Math.floor(now() / 1000) + clockToleranceSeconds;
  if (typeof iat === 'number' && iat > latest) {
    return invalidToken('not-yet-valid', 'The access token was issued in the future.');
  }
  return undefined;
}

async function isSignedWith(
  key: CryptoKey,
  token: string,
  { alg, verifySignature }: Pick<JwtVerifierOptions, 'verifySignature'> & { readonly alg: string },
): Promise<boolean> {
  try {
    if (verifySignature === undefined) {
      await compactVerify(token, key, { algorithms: [alg] });
      return true;
    }
    const dot = token.lastIndexOf('.');
    const data = Buffer.from(token.slice(0, dot), 'latin1');
    const signature = Buffer.from(token.slice(dot + 1), 'base64url');
    const algorithm = alg as SignatureAlgorithm;
    // Callers without types could answer anything.
    const verified: unknown = await verifySignature({ algorithm, key, data, signature });
    return verified === true;
  } catch {
    return false;
  }
}

/** RFC 9068 §4, or the profile: with or without the prefix of media types, in any case (RFC 7515 §4.1.9). */
function checkType(
  { header: { typ } }: ParsedToken,
  { profile: { tokenTypes } }: Issuer,
): Refusal | undefined {
  const type = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : typ;
  if (tokenTypes.some((accepted) => accepted === type)) return undefined;
  const accepted = tokenTypes.map((name) => name ?? 'absent').join(' or ');
  return invalidToken('typ', `The token is not an access token: its typ is not ${accepted}.`);
}

/** RFC 7800 §3: a binding that is not understood must not be passed over. */
function checkBinding({ claims: { cnf } }: ParsedToken): Refusal | undefined {
  if (cnf === undefined || thumbprintOf(cnf) !== undefined) return undefined;
  return invalidToken(
    'bound',
    'The access token is bound to a key in a way that is not supported.',
  );
}

function tokenOf({ claims }: ParsedToken, { profile }: Issuer, resource: string): VerifiedToken {
  const { iss, sub, iat, exp, cnf } = claims as AccessTokenClaims;
  const keyThumbprint = thumbprintOf(cnf);
  return {
    issuer: iss,
    subject: sub,
    clientId: firstClaim(claims, profile.clientIdClaims) as string,
    scopes: scopesOfClaims(claims, profile, resource),
    issuedAt: iat as number,
    expiresAt: exp,
    ...(keyThumbprint !== undefined && { keyThumbprint }),
    claims: claims as AccessTokenClaims,
  };
}

function wrongAlgorithm(): Refusal {
  const detail = 'The access token is signed with an algorithm that is not accepted.';
  return invalidToken('algorithm', detail);
}

function unknownKey(): Refusal {
  return invalidToken('unknown-key', 'The access token is not signed with a key of the issuer.');
}

function refused(refusal: Refusal): Verification {
  return { status: 'refused', refusal };
}
