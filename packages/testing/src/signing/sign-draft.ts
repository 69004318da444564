import { base64url, CompactSign } from 'jose';
import type { TestKey } from './test-keys.js';

/** A JWT on its way to be signed; a defect changes some of it. */
export interface Draft {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  /** Exact bytes of the two parts, where `JSON.stringify` cannot produce them. */
  headerJson?: string;
  payload?: Uint8Array;
  /** Another spelling of the encoded parts, applied before they are signed. */
  spell?: (part: string) => string;
  /** An HMAC secret, signed with in place of the key. */
  secret?: Uint8Array;
  /** Another key that signs. */
  signer?: TestKey;
}

/** The draft as a compact JWT, signed with `ownKey` unless it names another. */
export function signDraft(draft: Draft, ownKey: TestKey): Promise<string> {
  const key = draft.signer ?? ownKey;
  const payload = draft.payload ?? new TextEncoder().encode(JSON.stringify(draft.claims));
  if (draft.headerJson !== undefined || draft.spell !== undefined) {
    const parts = [draft.headerJson ?? JSON.stringify(draft.header), payload].map((part) =>
      base64url.encode(part),
    );
    return signByHand(parts.map(draft.spell ?? String).join('.'), key);
  }
  return new CompactSign(payload)
    .setProtectedHeader({ ...draft.header, alg: String(draft.header['alg']) })
    .sign(draft.secret ?? key.privateKey);
}

const webCrypto = {
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  EdDSA: { name: 'Ed25519' },
  Ed25519: { name: 'Ed25519' },
} as const;

/** For what jose refuses to sign: the same signature over any text. */
async function signByHand(input: string, key: TestKey): Promise<string> {
  const signature = await crypto.subtle.sign(
    webCrypto[key.algorithm],
    key.privateKey,
    new TextEncoder().encode(input),
  );
  return `${input}.${base64url.encode(new Uint8Array(signature))}`;
}
