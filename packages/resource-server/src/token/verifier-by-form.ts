import { base64url } from 'jose';
import type { TokenVerifier } from './verified-token.js';

export interface VerifiersByForm {
  readonly jwt: TokenVerifier;
  /** For every other form. */
  readonly opaque: TokenVerifier;
}

/**
 * A verifier that chooses by the form of a token: whatever begins like a JWT is verified as one, and
 * never sent to the issuer, however broken the rest of it is.
 */
export function verifierByForm({ jwt, opaque }: VerifiersByForm): TokenVerifier {
  return { verify: (token) => (isJwt(token) ? jwt : opaque).verify(token) };
}

/** Whether the first of several parts is a JOSE header (RFC 7515 §4). */
function isJwt(token: string): boolean {
  const dot = token.indexOf('.');
  if (dot === -1) return false;
  try {
    const header: unknown = JSON.parse(
      new TextDecoder().decode(base64url.decode(token.slice(0, dot))),
    );
    return typeof header === 'object' && header !== null;
  } catch {
    return false;
  }
}
