import { isLoopbackHost } from '@stepscope/core';
import {
  allowInsecureRequests,
  clockTolerance,
  customFetch,
  discovery,
  None,
  type Configuration,
} from 'openid-client';
import { AuthorizationServerError } from '../errors.js';
import type { Settings } from '../settings.js';
import { codeOf } from './translate-error.js';

const CLOCK_TOLERANCE_SECONDS = 60;

/**
 * The checked metadata of an authorization server: of OpenID Connect Discovery 1.0, or else of RFC 8414.
 * @throws {AuthorizationServerError} where there are none, or none that can be used.
 */
export async function fetchConfiguration(
  issuer: string,
  { clientId, fetch }: Settings,
): Promise<Configuration> {
  const server = new URL(issuer);
  const insecure = server.protocol === 'http:' && isLoopbackHost(server.hostname);
  const find = (algorithm: 'oidc' | 'oauth2'): Promise<Configuration> =>
    discovery(server, clientId, { [clockTolerance]: CLOCK_TOLERANCE_SECONDS }, None(), {
      algorithm,
      [customFetch]: (url, init) => fetch(url, init as RequestInit),
      // oxlint-disable-next-line typescript/no-deprecated -- loopback only, for development
      ...(insecure && { execute: [allowInsecureRequests] }),
    });
  try {
    const configuration = await find('oidc').catch((error: unknown) => {
      if (!isAbsence(error)) throw error;
      return find('oauth2');
    });
    assertUsable(configuration, issuer);
    return configuration;
  } catch (error) {
    if (error instanceof AuthorizationServerError) throw error;
    throw new AuthorizationServerError(issuer, codeOf(error));
  }
}

/**
 * Whether there may be no document: another status than 200, the page of an application for any path,
 * or a failure without a code, since browsers show no status of an answer without CORS, as 404s are.
 */
function isAbsence(error: unknown): boolean {
  return absences.has(codeOf(error));
}

const absences: ReadonlySet<string | undefined> = new Set([
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  undefined,
]);

function assertUsable(configuration: Configuration, issuer: string): void {
  const metadata = configuration.serverMetadata();
  // openid-client compares URLs, so that a slash at the end may differ; an issuer is a string.
  if (metadata.issuer !== issuer) {
    throw new AuthorizationServerError(
      issuer,
      'its metadata names another issuer: give that one to the letter, slash included',
    );
  }
  if (metadata.authorization_endpoint === undefined) {
    throw new AuthorizationServerError(issuer, 'its metadata has no authorization_endpoint');
  }
  const refused = endpoints.find((endpoint) => !isSecureOrAbsent(metadata[endpoint]));
  if (refused !== undefined) {
    throw new AuthorizationServerError(issuer, `its ${refused} is not https`);
  }
}

/** Where this client, or its browser, goes. */
const endpoints = [
  'authorization_endpoint',
  'pushed_authorization_request_endpoint',
  'token_endpoint',
  'revocation_endpoint',
  'end_session_endpoint',
  'jwks_uri',
] as const;

/**
 * Metadata is untrusted: a `javascript:` endpoint would run in this page, and an `http:` one of another
 * host would tell codes and tokens to the network.
 */
function isSecureOrAbsent(endpoint: unknown): boolean {
  if (endpoint === undefined) return true;
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
}
