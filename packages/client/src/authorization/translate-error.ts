import { ResponseBodyError } from 'openid-client';
import {
  AuthorizationError,
  AuthorizationServerError,
  CallbackError,
  ClientError,
} from '../errors.js';

/** An error of openid-client as one of ours: theirs carry response bodies, and with them tokens. */
export function translateError(error: unknown, issuer: string): Error {
  if (error instanceof ClientError) return error;
  if (error instanceof ResponseBodyError && error.status < 500) {
    return new AuthorizationError(error.error);
  }
  const code = codeOf(error);
  if (code === undefined || transportFailures.has(code)) {
    return new AuthorizationServerError(issuer, code);
  }
  return new CallbackError('invalid-response', code);
}

/** Codes of openid-client that speak of the way to the server, not of what it answered. */
const transportFailures: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_RESPONSE_BODY_ERROR',
]);

export function codeOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}
