import { ClientError } from './client-error.js';

/**
 * The API wants a nonce in the proof of a call (RFC 9449 §9), and the browser hides the header that says
 * which: its CORS does not expose it.
 */
export class DpopNonceError extends ClientError {
  override readonly name = 'DpopNonceError';
  declare readonly code: 'DPOP_NONCE_HIDDEN';

  constructor(options?: ErrorOptions) {
    super(
      'DPOP_NONCE_HIDDEN',
      'The API wants a nonce in the DPoP proof, and its DPoP-Nonce header cannot be read: list it in Access-Control-Expose-Headers, on refusals too.',
      options,
    );
  }
}
