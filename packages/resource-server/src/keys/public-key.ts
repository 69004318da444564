import { importJWK, type CryptoKey, type JWK } from 'jose';

/** A public key for signatures, out of a JWK. Two of the same members have the same `id`. */
export class PublicKey {
  /** All that can be meant by the key, and nothing else, such as certificates. */
  readonly id: string;
  readonly kid: string | undefined;
  readonly #jwk: JWK;
  readonly #imported = new Map<string, CryptoKey | Promise<CryptoKey | undefined>>();

  private constructor(id: string, jwk: JWK) {
    this.id = id;
    this.kid = jwk.kid;
    this.#jwk = jwk;
  }

  /**
   * The public key in `jwk`, private members left aside, or why there is none that could verify a
   * signature: another use, another type, a member that is missing or malformed (RFC 7517 §5 lets such
   * keys be passed over).
   */
  static from(jwk: Readonly<Record<string, unknown>>): PublicKey | { readonly problem: string } {
    const problem = problemOf(jwk);
    if (problem !== undefined) return { problem };
    const kept = members.filter((name) => jwk[name] !== undefined);
    const entries = kept.map((name) => [name, jwk[name]] as const);
    return new PublicKey(JSON.stringify(entries), Object.fromEntries(entries) as JWK);
  }

  /** Whether the key may verify signatures by `alg` (RFC 7518 §3.1, RFC 9864). */
  fits(alg: string): boolean {
    const { kty, crv, alg: only } = this.#jwk;
    if (only !== undefined && only !== alg) return false;
    const [type, curve] = kindOf(alg);
    return kty === type && (curve === undefined || crv === curve);
  }

  /** The key for `alg`, imported once; `undefined` for one that is malformed after all. */
  import(alg: string): CryptoKey | Promise<CryptoKey | undefined> {
    const known = this.#imported.get(alg);
    if (known !== undefined) return known;
    const importing = this.#import(alg);
    this.#imported.set(alg, importing);
    return importing;
  }

  async #import(alg: string): Promise<CryptoKey | undefined> {
    try {
      const key = await importJWK(this.#jwk, alg);
      if (key instanceof Uint8Array) return undefined;
      this.#imported.set(alg, key);
      return key;
    } catch {
      return undefined;
    }
  }
}

const members = ['kty', 'kid', 'use', 'key_ops', 'alg', 'crv', 'n', 'e', 'x', 'y'] as const;

/** The members that make up a public key of each type (RFC 7518 §6, RFC 8037 §2). */
const required: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['RSA', ['n', 'e']],
  ['EC', ['crv', 'x', 'y']],
  ['OKP', ['crv', 'x']],
]);

/** Letters of base64url in the modulus of an RSA key of 2048 bits, the least of RFC 7518 §3.3. */
const MIN_MODULUS_LENGTH = 342;

function problemOf(jwk: Readonly<Record<string, unknown>>): string | undefined {
  const { kty, kid, alg, use, key_ops: operations, n } = jwk;
  const needed = required.get(kty);
  if (needed === undefined) return 'its kty is not RSA, EC or OKP';
  const missing = needed.find((name) => typeof jwk[name] !== 'string' || jwk[name] === '');
  if (missing !== undefined) return `it has no ${missing}`;
  if (kty === 'RSA' && (n as string).length < MIN_MODULUS_LENGTH) {
    return 'it has less than 2048 bits';
  }
  if (use !== undefined && use !== 'sig') return 'its use is not "sig"';
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    return 'its key_ops lack "verify"';
  }
  if (kid !== undefined && typeof kid !== 'string') return 'its kid is not a string';
  if (alg !== undefined && typeof alg !== 'string') return 'its alg is not a string';
  return undefined;
}

function kindOf(alg: string): readonly [kty: string, crv?: string] {
  switch (alg) {
    case 'ES256':
      return ['EC', 'P-256'];
    case 'ES384':
      return ['EC', 'P-384'];
    case 'ES512':
      return ['EC', 'P-521'];
    case 'EdDSA':
    case 'Ed25519':
      return ['OKP', 'Ed25519'];
    default:
      return /^[RP]S(256|384|512)$/.test(alg) ? ['RSA'] : [''];
  }
}
