import { isLoopbackHost } from '@stepscope/core';
import { ConfigurationError } from './configuration-error.js';

/**
 * The issuer's address.
 * @throws {ConfigurationError} `INVALID_URL` or `NOT_LOOPBACK`.
 */
export function parseIssuer(issuer: string): URL {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url?.protocol !== 'http:' || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError(
      'INVALID_URL',
      `"${issuer}" cannot be the issuer: use http:, a loopback host and a port, such as http://localhost:4400.`,
    );
  }
  if (!isLoopbackHost(url.hostname)) {
    throw new ConfigurationError(
      'NOT_LOOPBACK',
      `The issuer's host ${url.hostname} is not this machine: the sign-in page asks for no password, so it may run on localhost, 127.0.0.1 or [::1] only.`,
    );
  }
  return url;
}

/**
 * Checks a resource identifier (RFC 8707 §2).
 * @throws {ConfigurationError} `INVALID_URL`.
 */
export function assertResource(resource: string): void {
  const url = URL.canParse(resource) ? new URL(resource) : undefined;
  const secure =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
  if (!secure || resource.includes('#')) {
    throw new ConfigurationError(
      'INVALID_URL',
      `"${resource}" cannot be the resource: use an https: URL (http: on loopback hosts only) without a fragment.`,
    );
  }
}

/**
 * Checks a lifetime.
 * @throws {ConfigurationError} `INVALID_TTL`.
 */
export function assertLifetime(accessTokenTtlSeconds: number): void {
  if (!Number.isSafeInteger(accessTokenTtlSeconds) || accessTokenTtlSeconds <= 0) {
    throw new ConfigurationError(
      'INVALID_TTL',
      `accessTokenTtlSeconds is ${accessTokenTtlSeconds}: use a whole number of seconds above 0.`,
    );
  }
}
