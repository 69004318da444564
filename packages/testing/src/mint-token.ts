import { unknownOption } from '@stepscope/core';
import { base64url, CompactSign } from 'jose';
import { defectOf, type Broken } from './mint-broken.js';
import type { TestAlgorithm, TestKey } from './test-keys.js';

/** What a minted token says. Without options it is valid, and carries no scope. */
export interface MintOptions {
  /** The `scope` claim: names, joined by single spaces. Left out when empty. @default [] */
  readonly scopes?: Iterable<string>;
  /** The `aud` claim. @default the issuer's `audience` option */
  readonly audience?: string | readonly string[];
  /** The `sub` claim. @default 'user-1' */
  readonly subject?: string;
  /** The `client_id` claim. @default 'test-client' */
  readonly clientId?: string;
  /** Lifetime, counted from `iat`. @default 300 */
  readonly expiresInSeconds?: number;
  /** Which of the issuer's keys signs. @default the first of its algorithms */
  readonly algorithm?: TestAlgorithm;
  /** More claims, or other values for those above; `undefined` removes a claim. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** More header parameters, or other values; `undefined` removes one. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** The one thing that is wrong with the token; everything else about it stays right. */
  readonly broken?: Broken;
}

const optionNames: Record<keyof MintOptions, true> = {
  scopes: true,
  audience: true,
  subject: true,
  clientId: true,
  expiresInSeconds: true,
  algorithm: true,
  claims: true,
  header: true,
  broken: true,
};

/** The issuer's side of a token. */
export interface MintContext {
  readonly issuer: string;
  readonly audience: string;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly jti: string;
  readonly key: TestKey;
}

/** A token on its way to be signed; a defect changes some of it. */
export interface Draft {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  /** Exact bytes of the two parts, where `JSON.stringify` cannot produce them. */
  headerJson?: string;
  payload?: Uint8Array;
  /** Another spelling of the encoded parts, applied before they are signed. */
  spell?: (part: string) => string;
  /** An HMAC secret, signed with in place of the issuer's key. */
  secret?: Uint8Array;
}

/**
 * An access token in the form of RFC 9068, signed with the context's key, or one with exactly the
 * defect that `broken` names.
 * @throws {TypeError} for an option or a defect that is not there, naming the nearest one.
 */
export async function mintToken(options: MintOptions, context: MintContext): Promise<string> {
  const problem = unknownOption('option of mint', options, optionNames);
  if (problem !== undefined) throw new TypeError(`${problem} More claims go into "claims".`);
  const defect = options.broken === undefined ? {} : defectOf(options.broken);
  const draft: Draft = { header: headerOf(options, context), claims: claimsOf(options, context) };
  defect.change?.(draft, context);
  const token = await sign(draft, context.key);
  return defect.alter === undefined ? token : defect.alter(token);
}

function headerOf(options: MintOptions, { key }: MintContext): Record<string, unknown> {
  return { alg: key.algorithm, typ: 'at+jwt', kid: key.kid, ...options.header };
}

function claimsOf(options: MintOptions, context: MintContext): Record<string, unknown> {
  const scope = [...(options.scopes ?? [])].join(' ');
  return {
    iss: context.issuer,
    aud: options.audience ?? context.audience,
    sub: options.subject ?? 'user-1',
    client_id: options.clientId ?? 'test-client',
    iat: context.issuedAt,
    exp: context.issuedAt + (options.expiresInSeconds ?? 300),
    jti: context.jti,
    ...(scope !== '' && { scope }),
    ...options.claims,
  };
}

function sign(draft: Draft, key: TestKey): Promise<string> {
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
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
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
