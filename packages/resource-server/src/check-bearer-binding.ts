import { invalidToken } from './refusal.js';
import type { TokenCheck } from './token-check.js';

/** Refuses a token that is bound to a key but was sent as a bearer token (RFC 9449 §7.2). */
export const checkBearerBinding: TokenCheck = ({ scheme, token }) =>
  scheme === 'Bearer' && token.keyThumbprint !== undefined
    ? {
        refusal: invalidToken(
          'bound',
          'The access token is bound to a key, and cannot be used as a bearer token.',
        ),
      }
    : undefined;
