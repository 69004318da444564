import { IssuerUnavailableError } from '../resource-server-error.js';
import { isSecure } from '../support/secure-url.js';
import { fetchJson, type FetchContext } from './fetch-json.js';

/**
 * The URL that the issuer's metadata gives for `member`, under the path of OpenID Connect Discovery 1.0
 * or else of RFC 8414.
 * @throws {IssuerUnavailableError} where neither document can be had, names exactly this issuer (RFC
 *   8414 §3.3), and has a URL that is safe to use.
 */
export async function discoverEndpoint(
  issuer: string,
  member: string,
  context: FetchContext,
): Promise<string> {
  const failures: Error[] = [];
  for (const url of metadataUrls(issuer)) {
    try {
      return endpointIn(await fetchJson(url, context), { issuer, member, url });
    } catch (error) {
      failures.push(error as Error);
    }
  }
  throw new IssuerUnavailableError(
    `No metadata of ${issuer} can be used. ${failures.map(({ message }) => message).join(' ')}`,
    { cause: new AggregateError(failures) },
  );
}

/** Where an issuer may publish its metadata, in the order in which the places are tried. */
function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

function endpointIn(
  metadata: Readonly<Record<string, unknown>>,
  { issuer, member, url }: { issuer: string; member: string; url: string },
): string {
  if (metadata['issuer'] !== issuer) {
    throw new IssuerUnavailableError(
      `The metadata at ${url} belongs to another issuer: "issuer" must be exactly ${issuer} (RFC 8414 §3.3).`,
    );
  }
  const endpoint = metadata[member];
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint) || !isSecure(new URL(endpoint))) {
    throw new IssuerUnavailableError(
      `The metadata at ${url} has no usable ${member}: use https:, or http: on a loopback host.`,
    );
  }
  return endpoint;
}
