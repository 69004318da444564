import { unknownOption } from '@stepscope/core';
import { defectOf, type Broken } from './mint-broken.js';
import { signDraft, type Draft } from './signing/sign-draft.js';
import type { TestAlgorithm, TestKey } from './signing/test-keys.js';

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
  /** Binds the token to this key (RFC 9449 §6.1): `cnf` with its thumbprint. */
  readonly dpopKey?: { readonly jkt: string };
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
  dpopKey: true,
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

/**
 * An access token in the form of RFC 9068, signed with the context's key, or one with exactly the
 * defect that `broken` names.
 * @throws {TypeError} for an option or a defect that is not there, naming the nearest one, for scopes
 *   in one string, and for a lifetime that is no number.
 */
export async function mintToken(options: MintOptions, context: MintContext): Promise<string> {
  const problem = unknownOption('option of mint', options, optionNames);
  if (problem !== undefined) throw new TypeError(`${problem} More claims go into "claims".`);
  const defect = options.broken === undefined ? {} : defectOf(options.broken);
  const draft: Draft = { header: headerOf(options, context), claims: claimsOf(options, context) };
  await defect.change?.(draft, context);
  const token = await signDraft(draft, context.key);
  return defect.alter === undefined ? token : defect.alter(token);
}

function headerOf(options: MintOptions, { key }: MintContext): Record<string, unknown> {
  return { alg: key.algorithm, typ: 'at+jwt', kid: key.kid, ...options.header };
}

/**
 * The claims of a token.
 * @throws {TypeError} for scopes in one string, and a lifetime that is no number.
 */
export function claimsOf(
  options: MintOptions,
  context: Omit<MintContext, 'key'>,
): Record<string, unknown> {
  // A string is a list of characters, for the compiler too.
  if (typeof options.scopes === 'string') {
    throw new TypeError("scopes is a string: give a list, such as ['files:read'].");
  }
  const scope = [...(options.scopes ?? [])].join(' ');
  const { expiresInSeconds = 300 } = options;
  if (!Number.isFinite(expiresInSeconds)) {
    throw new TypeError('expiresInSeconds is not a number: give 300, or -60 for an expired token.');
  }
  return {
    iss: context.issuer,
    aud: options.audience ?? context.audience,
    sub: options.subject ?? 'user-1',
    client_id: options.clientId ?? 'test-client',
    iat: context.issuedAt,
    exp: context.issuedAt + expiresInSeconds,
    jti: context.jti,
    ...(scope !== '' && { scope }),
    ...(options.dpopKey && { cnf: { jkt: options.dpopKey.jkt } }),
    ...options.claims,
  };
}
