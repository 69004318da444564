import { randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.js';

export interface ServerKeys {
  /** Private keys, one of them RS256, which every OpenID client understands. */
  readonly signing: { readonly keys: readonly JWK[] };
  /** Secrets that sign cookies. */
  readonly cookie: readonly string[];
  /** What DPoP nonces are made of (RFC 9449 §8): 32 bytes in base64url. */
  readonly dpopNonce: { readonly secret: string };
}

/** The keys of this authorization server: made once, then read from `db` at every start. */
export async function loadServerKeys(db: Kysely<Tables>): Promise<ServerKeys> {
  return {
    signing: await loadOrCreate(db, 'signing', async () => ({ keys: [await createSigningKey()] })),
    cookie: await loadOrCreate(db, 'cookie', () => Promise.resolve([createSecret()])),
    dpopNonce: await loadOrCreate(db, 'dpop_nonce', () =>
      Promise.resolve({ secret: createSecret() }),
    ),
  };
}

async function loadOrCreate<T extends object>(
  db: Kysely<Tables>,
  name: string,
  create: () => Promise<T>,
): Promise<T> {
  const select = db.selectFrom('server_key').select('value').where('name', '=', name);
  const stored = await select.executeTakeFirst();
  if (stored !== undefined) return stored.value as T;
  await db
    .insertInto('server_key')
    .values({ name, value: JSON.stringify(await create()) })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  return (await select.executeTakeFirstOrThrow()).value as T;
}

function createSecret(): string {
  return randomBytes(32).toString('base64url');
}

async function createSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, alg: 'RS256', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
}
