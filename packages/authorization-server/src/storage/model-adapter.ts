import type { Kysely } from 'kysely';
import { errors, type Adapter, type AdapterFactory, type AdapterPayload } from 'oidc-provider';
import { boundPushedRequests, holdPushedRequests, PUSHED_REQUEST } from './pushed-requests.js';
import type { Tables } from './tables.js';

export interface ModelAdapterOptions {
  readonly db: Kysely<Tables>;
  /** Where clients come from: they are the directory's, and are not stored here. */
  readonly findClient: (clientId: string) => Promise<AdapterPayload | undefined>;
  readonly now: () => Date;
}

/** PostgreSQL holds it in no text and no JSON, so nothing is stored under it either. */
const NUL = '\0';

/** Keeps everything that oidc-provider stores in the table `oidc_model`. */
export function createModelAdapter(options: ModelAdapterOptions): AdapterFactory {
  return (kind) => {
    switch (kind) {
      case 'Client':
        return clientAdapter(options);
      case 'ReplayDetection':
        return usedProofsAdapter(options);
      case PUSHED_REQUEST:
        return boundPushedRequests(tableAdapter(kind, options), options);
      case 'Interaction':
        return holdPushedRequests(tableAdapter(kind, options), options);
      default:
        return tableAdapter(kind, options);
    }
  };
}

function tableAdapter(kind: string, { db, now }: ModelAdapterOptions): Adapter {
  const findBy = async (
    column: 'id' | 'uid' | 'user_code',
    value: string,
  ): Promise<AdapterPayload | undefined> => {
    if (value.includes(NUL)) return undefined;
    const row = await db
      .selectFrom('oidc_model')
      .select(['payload', 'consumed_at'])
      .where('kind', '=', kind)
      .where(column, '=', value)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const consumed = row.consumed_at && { consumed: toEpoch(row.consumed_at) };
    return { ...(row.payload as AdapterPayload), ...consumed };
  };

  return {
    async upsert(id, payload, expiresIn) {
      assertStorable(payload);
      const values = {
        payload: JSON.stringify(payload),
        uid: payload.uid ?? null,
        user_code: payload.userCode ?? null,
        grant_id: payload.grantId ?? null,
        account_id: payload.accountId ?? null,
        client_id: payload.clientId ?? null,
        expires_at: expiresIn === undefined ? null : new Date(now().getTime() + expiresIn * 1000),
      };
      await db
        .insertInto('oidc_model')
        .values({ kind, id, ...values })
        .onConflict((conflict) => conflict.columns(['kind', 'id']).doUpdateSet(values))
        .execute();
    },
    find: (id) => findBy('id', id),
    findByUid: (uid) => findBy('uid', uid),
    findByUserCode: (userCode) => findBy('user_code', userCode),

    async consume(id) {
      const { numUpdatedRows } = await db
        .updateTable('oidc_model')
        .set({ consumed_at: now() })
        .where('kind', '=', kind)
        .where('id', '=', id)
        .where('consumed_at', 'is', null)
        .executeTakeFirst();
      // oidc-provider reads, then consumes: of two requests at once, only one may pass.
      if (numUpdatedRows === 0n) throw new errors.InvalidGrant('already used');
    },
    async destroy(id) {
      await db.deleteFrom('oidc_model').where('kind', '=', kind).where('id', '=', id).execute();
    },
    async revokeByGrantId(grantId) {
      await db
        .deleteFrom('oidc_model')
        .where('kind', '=', kind)
        .where('grant_id', '=', grantId)
        .execute();
    },
  };
}

/**
 * Remembers which DPoP proofs have been used. oidc-provider reads, then writes: of two requests with one
 * proof, only one may pass. So nothing is found, and what is there cannot be written again.
 */
function usedProofsAdapter(options: ModelAdapterOptions): Adapter {
  const kind = 'ReplayDetection';
  const { db, now } = options;
  return {
    ...tableAdapter(kind, options),
    find: () => Promise.resolve(undefined),
    async upsert(id, payload, expiresIn) {
      // A proof may be dated ahead by as much as it may be old.
      const expiresAt = new Date(now().getTime() + (expiresIn ?? 0) * 2000);
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('oidc_model')
        .values({ kind, id, payload: JSON.stringify(payload), expires_at: expiresAt })
        .onConflict((conflict) => conflict.columns(['kind', 'id']).doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) {
        throw new errors.InvalidDpopProof('the proof has been used');
      }
    },
  };
}

function clientAdapter({ findClient }: ModelAdapterOptions): Adapter {
  const notStored = () => Promise.reject(new TypeError('Clients are kept in the directory.'));
  const nothing = () => Promise.resolve(undefined);
  return {
    find: findClient,
    findByUid: nothing,
    findByUserCode: nothing,
    upsert: notStored,
    consume: notStored,
    destroy: notStored,
    revokeByGrantId: notStored,
  };
}

/** Deletes all codes, refresh tokens and grants by which `clientId` acts for `accountId`. */
export async function forgetAuthorizations(
  db: Kysely<Tables>,
  accountId: string,
  clientId: string,
): Promise<void> {
  await db
    .deleteFrom('oidc_model')
    .where('account_id', '=', accountId)
    .where('client_id', '=', clientId)
    .execute();
}

/** What a client sends is stored with its request: an authorization request's `state`, for one. */
function assertStorable(payload: AdapterPayload): void {
  JSON.stringify(payload, (_name, value: unknown) => {
    if (typeof value === 'string' && value.includes(NUL)) {
      throw new errors.InvalidRequest('the request contains U+0000');
    }
    return value;
  });
}

function toEpoch(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
