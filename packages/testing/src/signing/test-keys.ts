import { unknownName } from '@stepscope/core';
import { exportJWK, exportSPKI, generateKeyPair, type CryptoKey, type JWK } from 'jose';

/** A signature algorithm for which there are test keys. */
export type TestAlgorithm = (typeof algorithms)[number];

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'] as const;

/** One signing key, with its public half. */
export interface TestKey {
  readonly kid: string;
  readonly algorithm: TestAlgorithm;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
  /** The public half as PEM: what an attacker feeds to HS256. */
  readonly publicPem: string;
}

/**
 * A new key pair with the given key id.
 * @throws {TypeError} for an algorithm that is not there.
 */
export async function generateTestKey(algorithm: TestAlgorithm, kid: string): Promise<TestKey> {
  if (!algorithms.includes(algorithm)) {
    throw new TypeError(unknownName('algorithm', algorithm, algorithms));
  }
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' };
  return { kid, algorithm, privateKey, publicJwk, publicPem: await exportSPKI(publicKey) };
}

/** The public half without id, algorithm and use: what a DPoP proof carries, and a thumbprint is of. */
export function bareJwk({ publicJwk: { kid: _kid, alg: _alg, use: _use, ...jwk } }: TestKey): JWK {
  return jwk;
}
