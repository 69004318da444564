import { InvalidOptionError } from '../resource-server-error.js';
import { KeySet, MAX_KEYS } from './key-set.js';
import { PublicKey } from './public-key.js';
import type { KeyAnswer, KeyQuestion, VerificationKeys } from './verification-keys.js';

/**
 * The keys of a JWK Set that is given once and never fetched.
 * @throws {InvalidOptionError} for a set with anything in it that could not be meant, naming `option`.
 */
export function staticKeys(
  option: string,
  jwks: unknown,
  algorithms: readonly string[],
): VerificationKeys {
  const list = (jwks as { readonly keys?: unknown } | null)?.keys;
  if (!Array.isArray(list)) {
    throw new InvalidOptionError(
      `${option} is neither a URL nor a JWK Set: pass "https://…" or { keys: [...] }, or leave it out to find the keys by the issuer's metadata.`,
    );
  }
  if (list.length === 0 || list.length > MAX_KEYS) {
    throw new InvalidOptionError(
      `${option} has ${list.length} keys: list the issuer's current ones, 1 to ${MAX_KEYS}.`,
    );
  }
  const seen = new Set<string | undefined>();
  for (const [index, jwk] of (list as unknown[]).entries()) {
    const key = publicKeyOf(`${option}.keys[${index}]`, jwk, algorithms);
    if (seen.has(key.kid) || (key.kid === undefined && list.length > 1)) {
      throw new InvalidOptionError(
        `${option}.keys[${index}] has no kid of its own: where there are several keys, tokens name theirs by kid.`,
      );
    }
    seen.add(key.kid);
  }
  return new StaticKeys(KeySet.parse({ keys: list }));
}

class StaticKeys implements VerificationKeys {
  readonly #keys: KeySet;

  constructor(keys: KeySet) {
    this.#keys = keys;
  }

  find(question: KeyQuestion): KeyAnswer | Promise<KeyAnswer> {
    const { alg, kid } = question;
    const publicKey = this.#keys.find(alg, kid) ?? this.#withoutKid(alg);
    if (publicKey === undefined) return { status: 'unknown' };
    const imported = publicKey.import(alg);
    if (!(imported instanceof Promise)) return { status: 'found', key: imported, publicKey };
    return imported.then((key) =>
      key === undefined ? { status: 'unknown' } : { status: 'found', key, publicKey },
    );
  }

  holds(): boolean {
    return true;
  }

  /** The only key there is, if it has no `kid`: it is the one that every token means. */
  #withoutKid(alg: string): PublicKey | undefined {
    const only = this.#keys.find(alg, undefined);
    return only?.kid === undefined ? only : undefined;
  }
}

function publicKeyOf(where: string, jwk: unknown, algorithms: readonly string[]): PublicKey {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) {
    throw new InvalidOptionError(`${where} is not a JWK: give its members, such as kty.`);
  }
  const members = jwk as Readonly<Record<string, unknown>>;
  if (members['kty'] === 'oct') {
    throw new InvalidOptionError(
      `${where} is a symmetric key, with which every API could issue tokens: use the issuer's public RSA, EC or OKP key.`,
    );
  }
  const secret = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv'].find((name) => name in members);
  if (secret !== undefined) {
    throw new InvalidOptionError(
      `${where} is a private key (it has "${secret}"): give the public one, and replace a key that has left its issuer.`,
    );
  }
  const key = PublicKey.from(members);
  if (!(key instanceof PublicKey)) {
    throw new InvalidOptionError(
      `${where} cannot verify signatures, since ${key.problem}: give the issuer's signing key.`,
    );
  }
  if (!algorithms.some((algorithm) => key.fits(algorithm))) {
    throw new InvalidOptionError(
      `${where} fits none of the accepted algorithms, ${algorithms.join(', ')}: list its own in algorithms.`,
    );
  }
  return key;
}
