import { InvalidOptionError } from '../resource-server-error.js';

/** An asymmetric signature algorithm of RFC 7518 §3.1 or RFC 9864. */
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** All that can be accepted: none of them lets whoever verifies sign, too. */
export const signatureAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

export function isSignatureAlgorithm(value: unknown): value is SignatureAlgorithm {
  return (signatureAlgorithms as readonly unknown[]).includes(value);
}

/**
 * The algorithms of an option.
 * @throws {InvalidOptionError} naming `option`, where it lists none, or something else.
 */
export function algorithmList(option: string, algorithms: unknown): readonly SignatureAlgorithm[] {
  if (!Array.isArray(algorithms)) {
    throw new InvalidOptionError(`${option} is no array: list algorithms, such as ["ES256"].`);
  }
  const values: unknown[] = [...algorithms];
  const refused = values.find((algorithm) => !isSignatureAlgorithm(algorithm));
  if (values.length === 0 || refused !== undefined) {
    throw new InvalidOptionError(
      `${option} ${refused === undefined ? 'is empty' : `holds ${JSON.stringify(refused)}`}: list asymmetric ones only, such as "ES256".`,
    );
  }
  return values as SignatureAlgorithm[];
}
