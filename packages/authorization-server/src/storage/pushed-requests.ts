import { decodeJwt } from 'jose';
import { errors, type Adapter } from 'oidc-provider';
import type { ModelAdapterOptions } from './model-adapter.js';

type Options = Pick<ModelAdapterOptions, 'db' | 'now'>;

export const PUSHED_REQUEST = 'PushedAuthorizationRequest';

/** How many pushed requests of one application may wait for their user. */
const MAX_WAITING = 500;

/** Kept longer than it is good: who has begun with it at the last moment must still find it. */
const GRACE_SECONDS = 60;

/** RFC 9126 §2.3: an application has pushed more than its users begin with. */
export class TooManyPushedRequestsError extends errors.OIDCProviderError {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(429, 'temporarily_unavailable');
    this.error_description = 'too many pushed requests of this client wait to be used';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Bounds what is pushed and never begun with, since who pushes proves nothing: 500 requests of each
 * application, for two minutes. Requests that come at once may exceed it by their number. Does NOT
 * bound who pushes: anybody can use an application's 500 up.
 */
export function boundPushedRequests(pushedRequests: Adapter, { db, now }: Options): Adapter {
  return {
    ...pushedRequests,
    async upsert(id, payload, expiresIn = 0) {
      const clientId = clientIdOf(payload.request);
      const keptSeconds = expiresIn + GRACE_SECONDS;
      const nowMs = now().getTime();
      await db
        .deleteFrom('oidc_model')
        .where('kind', '=', PUSHED_REQUEST)
        .where('client_id', '=', clientId)
        .where('expires_at', '<', new Date(nowMs))
        .execute();
      const { waiting, nextEnd } = await db
        .selectFrom('oidc_model')
        .select(({ fn }) => [fn.countAll().as('waiting'), fn.min('expires_at').as('nextEnd')])
        .where('kind', '=', PUSHED_REQUEST)
        .where('client_id', '=', clientId)
        .where('consumed_at', 'is', null)
        .executeTakeFirstOrThrow();
      if (Number(waiting) >= MAX_WAITING) {
        const waitMs = (nextEnd?.getTime() ?? nowMs) - nowMs;
        throw new TooManyPushedRequestsError(Math.max(1, Math.ceil(waitMs / 1000)));
      }
      await pushedRequests.upsert(id, { ...payload, clientId }, keptSeconds);
    },
  };
}

/**
 * Keeps a pushed request for as long as a page that was begun with it can be answered: a code uses it
 * up, and one that is gone would count as unused. It does not wait any more, and counts for nobody.
 */
export function holdPushedRequests(interactions: Adapter, { db, now }: Options): Adapter {
  return {
    ...interactions,
    async upsert(id, payload, expiresIn = 0) {
      const { parJti } = payload;
      if (typeof parJti === 'string') {
        const expiresAt = new Date(now().getTime() + (expiresIn + GRACE_SECONDS) * 1000);
        await db
          .updateTable('oidc_model')
          .set({ expires_at: expiresAt, client_id: null })
          .where('kind', '=', PUSHED_REQUEST)
          .where('id', '=', parJti)
          .where('expires_at', '<', expiresAt)
          .execute();
      }
      await interactions.upsert(id, payload, expiresIn);
    },
  };
}

/** oidc-provider stores what was pushed as a JWT that its client has issued. */
function clientIdOf(request: unknown): string {
  return (typeof request === 'string' ? decodeJwt(request).iss : undefined) ?? '';
}
