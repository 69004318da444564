import { randomDPoPKeyPair, type CryptoKeyPair } from 'openid-client';
import type { AccessTokenSchemeContext } from '../tokens/access-token-scheme.js';

/** A key pair, and whether the next page will find it. */
export interface KeptKeyPair {
  readonly keyPair: CryptoKeyPair;
  readonly isKept: boolean;
}

/** The key pair of this origin for one issuer and client: the one that is kept, or else a new one. */
export async function keepKeyPair(context: AccessTokenSchemeContext): Promise<KeptKeyPair> {
  const { records } = context;
  const key = recordKey(context);
  const found = await records.update(key, (value) => value).catch(() => undefined);
  if (isKeyPair(found)) return { keyPair: found, isKept: true };
  const made = await randomDPoPKeyPair('ES256', { extractable: false });
  // Another page may have been faster; one that is refused storage keeps its key to itself.
  try {
    const keyPair = await records.update(key, (value) => (isKeyPair(value) ? value : made));
    return { keyPair, isKept: true };
  } catch {
    return { keyPair: made, isKept: false };
  }
}

export async function forgetKeyPair(context: AccessTokenSchemeContext): Promise<void> {
  await context.records.update(recordKey(context), () => undefined).catch(() => undefined);
}

function recordKey({ issuer, clientId }: AccessTokenSchemeContext): string {
  return ['dpop', issuer, clientId].map(encodeURIComponent).join(':');
}

function isKeyPair(value: unknown): value is CryptoKeyPair {
  const { privateKey, publicKey } = (value ?? {}) as Partial<CryptoKeyPair>;
  return (
    privateKey instanceof CryptoKey && publicKey instanceof CryptoKey && !privateKey.extractable
  );
}
