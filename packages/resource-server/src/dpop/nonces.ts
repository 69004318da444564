import { base64url, type CryptoKey } from 'jose';

/** What is to be said about the nonce of a proof: a good one that has been replaced is `old`. */
export type NonceVerdict =
  | { readonly status: 'refused' }
  | {
      readonly status: 'current' | 'old';
      /** When this node begins to refuse it, in seconds since the epoch. */
      readonly endsAtSeconds: number;
    };

const refused: NonceVerdict = { status: 'refused' };

/** Nonces for DPoP proofs (RFC 9449 §9) that no node has to store. */
export interface Nonces {
  /** The nonce to hand out now. */
  current(): Promise<string>;
  /** A proof's `nonce` claim is judged, whatever it is. */
  judge(nonce: unknown): Promise<NonceVerdict>;
}

/** What nonces are made of. Nodes that agree on it accept each other's. */
export interface NonceContext {
  /** The first one signs, all are accepted: a new secret is put first, the old one kept for a while. */
  readonly secrets: readonly string[];
  /** A nonce is handed out for this long, and accepted for as long again. */
  readonly lifetimeSeconds: number;
  /** By how much the clocks of nodes may differ. */
  readonly clockToleranceSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Nonces that are the number of a slice of time and its HMAC-SHA-256 (RFC 2104). Accepted are those of
 * this slice and the one before, and of the next within the tolerance, which a node whose clock is ahead
 * has handed out. MACs are compared by WebCrypto, in constant time.
 */
export function createNonces(context: NonceContext): Nonces {
  const { secrets, lifetimeSeconds, clockToleranceSeconds, now } = context;
  const keys = secrets.map(importSecret);
  let issued: { readonly slice: number; readonly nonce: Promise<string> } | undefined;

  const sliceAt = (seconds: number): number => Math.floor(seconds / lifetimeSeconds);
  const textOf = (slice: number): Uint8Array<ArrayBuffer> =>
    encode(`stepscope resource server DPoP nonce ${lifetimeSeconds} ${slice}`);

  async function sign(slice: number): Promise<string> {
    const mac = await crypto.subtle.sign('HMAC', await keys[0]!, textOf(slice));
    return `${slice}.${base64url.encode(new Uint8Array(mac))}`;
  }

  return {
    current() {
      const slice = sliceAt(now() / 1000);
      if (issued?.slice !== slice) issued = { slice, nonce: sign(slice) };
      return issued.nonce;
    },
    async judge(nonce) {
      const [, number, mac] =
        /^(0|[1-9]\d{0,11})\.([\w-]{43})$/.exec(typeof nonce === 'string' ? nonce : '') ?? [];
      if (number === undefined || mac === undefined) return refused;
      const slice = Number(number);
      const seconds = now() / 1000;
      const latest = sliceAt(seconds + clockToleranceSeconds);
      if (slice < sliceAt(seconds) - 1 || slice > latest) return refused;
      const bytes = base64url.decode(mac) as Uint8Array<ArrayBuffer>;
      if (base64url.encode(bytes) !== mac) return refused;
      for (const [index, key] of keys.entries()) {
        if (await crypto.subtle.verify('HMAC', await key, bytes, textOf(slice))) {
          const isCurrent = slice >= sliceAt(seconds) && index === 0;
          return {
            status: isCurrent ? 'current' : 'old',
            endsAtSeconds: (slice + 2) * lifetimeSeconds,
          };
        }
      }
      return refused;
    },
  };
}

function importSecret(secret: string): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', encode(secret), algorithm, false, ['sign', 'verify']);
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
