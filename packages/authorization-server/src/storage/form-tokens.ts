import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.js';

/** Tokens that a form carries, each good for one submission. */
export interface FormTokens {
  /** A new token that is good for `binding` alone: an interaction, or a session and a purpose. */
  issue(binding: string): Promise<string>;
  /** Whether `token` was issued for `binding` and not yet redeemed; it never is again. */
  redeem(token: string | undefined, binding: string): Promise<boolean>;
}

const LIFETIME_MS = 60 * 60 * 1000;

export function createFormTokens(options: {
  readonly db: Kysely<Tables>;
  readonly now: () => Date;
}): FormTokens {
  const { db, now } = options;
  return {
    async issue(binding) {
      const token = randomBytes(32).toString('base64url');
      const expires_at = new Date(now().getTime() + LIFETIME_MS);
      await db
        .insertInto('form_token')
        .values({ hash: hashOf(token), binding, expires_at })
        .execute();
      return token;
    },
    async redeem(token, binding) {
      if (token === undefined) return false;
      const { numDeletedRows } = await db
        .deleteFrom('form_token')
        .where('hash', '=', hashOf(token))
        .where('binding', '=', binding)
        .where('expires_at', '>', now())
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
