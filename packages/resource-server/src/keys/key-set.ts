import { PublicKey } from './public-key.js';

/** How many keys a set may have: issuers have a handful, and each could be tried. */
export const MAX_KEYS = 100;

/** The public keys of an issuer at one time (RFC 7517 §5). */
export class KeySet {
  readonly #keys: ReadonlyMap<string, PublicKey>;

  private constructor(keys: ReadonlyMap<string, PublicKey>) {
    this.#keys = keys;
  }

  /**
   * The keys of a JWK Set that can verify signatures. Keys that `previous` has, too, are the same
   * objects, so that they need not be imported again.
   * @throws {Error} for what is no JWK Set, or one of more than 100 keys.
   */
  static parse(jwks: Readonly<Record<string, unknown>>, previous?: KeySet): KeySet {
    const list = jwks['keys'];
    if (!Array.isArray(list) || !list.every(isObject)) {
      throw new Error('It is not a JWK Set: "keys" is no array of objects (RFC 7517 §5).');
    }
    if (list.length > MAX_KEYS) {
      throw new Error(`It has ${list.length} keys: more than ${MAX_KEYS} are not accepted.`);
    }
    const keys = new Map<string, PublicKey>();
    for (const jwk of list) {
      const key = PublicKey.from(jwk);
      if (key instanceof PublicKey) keys.set(key.id, previous?.same(key) ?? key);
    }
    return new KeySet(keys);
  }

  /**
   * The key for a token's header. Without `kid`, the only one that fits; several that fit are as good
   * as none, for nothing says which was meant.
   */
  find(alg: string, kid: string | undefined): PublicKey | undefined {
    let found: PublicKey | undefined;
    for (const key of this.#keys.values()) {
      if (!key.fits(alg) || (kid !== undefined && key.kid !== kid)) continue;
      if (found !== undefined) return undefined;
      found = key;
    }
    return found;
  }

  get size(): number {
    return this.#keys.size;
  }

  has(key: PublicKey): boolean {
    return this.#keys.has(key.id);
  }

  /** This set's object for an equal key. */
  same(key: PublicKey): PublicKey | undefined {
    return this.#keys.get(key.id);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
