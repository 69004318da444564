import { ClientError } from './client-error.js';

/**
 * What stood in a call's way is gone (the permission is there, or the token fresh), and the call was
 * not repeated, because repeating it might do its work twice. Do it again by the user's own act.
 */
export class ReplayRefusedError extends ClientError {
  override readonly name = 'ReplayRefusedError';
  declare readonly code: 'REPLAY_REFUSED';
  /** `method`: not safe, no `Idempotency-Key`, not allowed by `mayReplay`. `body`: a stream. */
  readonly reason: 'method' | 'body';

  constructor(method: string, reason: 'method' | 'body', options?: ErrorOptions) {
    super(
      'REPLAY_REFUSED',
      reason === 'body'
        ? `The ${method} call can be made now, and was not repeated: its body is a stream that has been read. Make the call again with a new body.`
        : `The permission is there, and the ${method} call was not repeated. Make it again, send an Idempotency-Key, or allow it in mayReplay.`,
      options,
    );
    this.reason = reason;
  }
}
