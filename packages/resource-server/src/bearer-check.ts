import { invalidToken } from './refusal.js';
import type { TokenCheck } from './token-check.js';

/**
 * A check of what was sent as a bearer token: one that is bound to a key is refused (RFC 9449 §7.2), and
 * with `bindingRequired` every other one too.
 */
export function bearerCheck({
  bindingRequired,
}: {
  readonly bindingRequired: boolean;
}): TokenCheck {
  return ({ scheme, token }) => {
    if (scheme !== 'Bearer') return undefined;
    if (token.keyThumbprint !== undefined) return bound;
    return bindingRequired ? unbound : undefined;
  };
}

const bound = {
  refusal: invalidToken(
    'bound',
    'The access token is bound to a key, and cannot be used as a bearer token.',
  ),
};
const unbound = {
  refusal: invalidToken('bound', 'The access token is not bound to a key, as this API requires.'),
};
