import { isAscii } from 'node:buffer';
import { ownCopyOf } from '../support/own-copy-of.js';
import { hasDuplicateKeys } from './has-duplicate-keys.js';

/** A token that has the right form. Nothing in it is verified. */
export interface ParsedToken {
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

type JsonObject = Readonly<Record<string, unknown>>;

const MAX_TOKEN_LENGTH = 8 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** For the bytes of one part at a time. */
const scratch = Buffer.allocUnsafe(MAX_TOKEN_LENGTH);

/**
 * The two JSON parts of a token in JWS compact form, or undefined for one that a careful reader and a
 * lax one could understand differently: another shape, more than 8 KiB, base64url with other
 * characters or spare bits, invalid UTF-8, a part that is no JSON object or names a member twice, or
 * a `b64` header (RFC 7797). Does NOT check the signature, nor any claim.
 */
export function parseToken(token: string): ParsedToken | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  if (!/^[\w-]+(\.[\w-]+){2}$/.test(token)) return undefined;
  const [header, claims, signature] = token.split('.') as [string, string, string];
  const parsedHeader = parseHeader(header);
  const parsedClaims = parseObject(claims);
  if (parsedHeader === undefined || parsedClaims === undefined) return undefined;
  if (!isCanonical(signature)) return undefined;
  return { header: parsedHeader, claims: parsedClaims };
}

/** Whether base64url is of a possible length, and the bits that its last letter has to spare are 0. */
function isCanonical(part: string): boolean {
  switch (part.length % 4) {
    case 1:
      return false;
    case 2:
      return 'AQgw'.includes(part.at(-1)!);
    case 3:
      return 'AEIMQUYcgkosw048'.includes(part.at(-1)!);
    default:
      return true;
  }
}

/** Tokens that one key has signed have one header, so that the last one is mostly the next one, too. */
let lastHeader: { readonly part: string; readonly header: JsonObject } | undefined;

function parseHeader(part: string): JsonObject | undefined {
  if (part === lastHeader?.part) return lastHeader.header;
  const header = parseObject(part);
  if (header === undefined || Object.hasOwn(header, 'b64')) return undefined;
  lastHeader = { part: ownCopyOf(part), header: Object.freeze(header) };
  return header;
}

function parseObject(part: string): JsonObject | undefined {
  if (!isCanonical(part)) return undefined;
  try {
    const bytes = scratch.subarray(0, scratch.write(part, 'base64url'));
    // Which is most of them, and several times as fast.
    const json = isAscii(bytes) ? bytes.toString('latin1') : utf8.decode(bytes);
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return hasDuplicateKeys(json, value) ? undefined : (value as JsonObject);
  } catch {
    return undefined;
  }
}
