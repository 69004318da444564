import { createHash } from 'node:crypto';
import type { BrowserContext } from 'playwright-core';

/** A request that carried a DPoP proof (RFC 9449), and how it was answered. */
export interface ProvenRequest {
  /** Method and URL. */
  readonly target: string;
  readonly status: number;
  /** The header `DPoP` as it was sent. */
  readonly proof: string;
  /** The claims of the proof. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** Thumbprint (RFC 7638) of the key that the proof shows. */
  readonly jkt: string;
  /** The header `Authorization` as it was sent. */
  readonly authorization: string | undefined;
  /** The headers of the answer. */
  readonly answered: Readonly<Record<string, string>>;
  /** The answer's text; empty where the page was gone before it came. */
  readonly body: Promise<string>;
}

/** What is sent with a proof by `context` from now on, in the order of the answers. */
export function provenRequests(context: BrowserContext): ProvenRequest[] {
  const proven: ProvenRequest[] = [];
  context.on('response', (response) => {
    const { dpop: proof, authorization } = response.request().headers();
    if (proof === undefined) return;
    const [header = '', payload = ''] = proof.split('.');
    proven.push({
      target: `${response.request().method()} ${response.url()}`,
      status: response.status(),
      proof,
      claims: decode(payload),
      jkt: thumbprintOf(decode(header)['jwk'] as JsonWebKey),
      authorization,
      answered: response.headers(),
      body: response.text().catch(() => ''),
    });
  });
  return proven;
}

/** The claims of a JWT, unverified. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return decode(token.split('.')[1] ?? '');
}

function decode(part: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
}

/** The thumbprint (RFC 7638) of a public key on a curve. */
export function thumbprintOf({ crv, kty, x, y }: JsonWebKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
