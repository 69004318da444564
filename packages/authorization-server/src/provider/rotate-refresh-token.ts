import { calculateJwkThumbprint, decodeProtectedHeader, type JWK } from 'jose';
import type { OidcContext } from './koa.js';

/**
 * Every refresh token is replaced when it is used. One that was bound to no key gets a successor that is
 * bound to the key that has been proved with it (RFC 9449 §5); oidc-provider binds at the code alone.
 */
export async function rotateRefreshToken(ctx: OidcContext): Promise<true> {
  const { RefreshToken: used } = ctx.oidc.entities;
  // It has been verified by now.
  const proof = ctx.get('DPoP');
  if (used !== undefined && used.jkt === undefined && proof !== '') {
    used.jkt = await calculateJwkThumbprint(decodeProtectedHeader(proof).jwk as JWK);
  }
  return true;
}
