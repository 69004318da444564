import type { Refusal } from '../refusal.js';
import { isToken68 } from './is-token68.js';
import type { TokenVerifier } from './verified-token.js';

/**
 * A verifier that refuses with `refusal` what cannot be a token (`token68`, RFC 9110 §11.2), and asks
 * `verifier` about the rest.
 */
export function legalTokens(verifier: TokenVerifier, refusal: Refusal): TokenVerifier {
  return {
    verify: (token) => (isToken68(token) ? verifier.verify(token) : { status: 'refused', refusal }),
  };
}
