import { base64url } from 'jose';

/** The SHA-256 of `text` in base64url: an `ath` claim, or a PKCE challenge. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return base64url.encode(new Uint8Array(digest));
}
