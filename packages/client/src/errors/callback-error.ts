import { ClientError } from './client-error.js';

/** An authorization response was refused; nothing of it was stored. */
export class CallbackError extends ClientError {
  override readonly name = 'CallbackError';
  declare readonly code: 'CALLBACK_REFUSED';
  /**
   * `unknown-state`: not started here, or used before. `different-user`: somebody else than the one
   * signed in. `invalid-response`: it fails a check of OAuth or OpenID Connect, such as `iss`, `nonce`
   * or the ID token.
   */
  readonly reason: 'unknown-state' | 'different-user' | 'invalid-response';

  constructor(reason: CallbackError['reason'], detail?: string) {
    super(
      'CALLBACK_REFUSED',
      `${callbackTexts[reason]}${detail === undefined ? '' : ` (${detail})`}`,
    );
    this.reason = reason;
  }
}

const callbackTexts: Record<CallbackError['reason'], string> = {
  'unknown-state':
    'The authorization response was refused: this page did not start it, or has used it before.',
  'different-user':
    'The authorization response was refused: it is for another user than the one signed in.',
  'invalid-response': 'The authorization response was refused: it fails a check.',
};
