import { exportJWK, exportSPKI, generateKeyPair, type CryptoKey, type JWK } from 'jose';

/** A signature algorithm for which a test issuer has a key. */
export type TestAlgorithm = 'RS256' | 'ES256';

/** One signing key of a test issuer, with the public half that it publishes. */
export interface TestKey {
  readonly kid: string;
  readonly algorithm: TestAlgorithm;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
  /** The public half as PEM: what an attacker feeds to HS256. */
  readonly publicPem: string;
}

/** A new key pair with the given key id. */
export async function generateTestKey(algorithm: TestAlgorithm, kid: string): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' };
  return { kid, algorithm, privateKey, publicJwk, publicPem: await exportSPKI(publicKey) };
}
