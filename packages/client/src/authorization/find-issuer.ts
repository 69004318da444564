import { protectedResourceMetadataUrl } from '@stepscope/core';
import { brokenRuleOf } from '../check-options.js';
import { ResourceMetadataError } from '../errors.js';
import { asRecord } from '../storage/stored-value.js';

const TIMEOUT_MS = 30_000;

/**
 * The issuer of the one authorization server that an API's metadata name (RFC 9728). The document's URL
 * follows from the resource identifier alone, and the document must name that identifier (§3.3): what a
 * challenge says of either is not looked at. Does not check whether the API is one to trust.
 * @throws {ResourceMetadataError} where there is none, or a choice among several.
 */
export async function findIssuer(
  resource: string,
  fetch: typeof globalThis.fetch,
): Promise<string> {
  const metadata = await fetchMetadata(resource, fetch);
  if (metadata['resource'] !== resource)
    throw new ResourceMetadataError('other-resource', resource);
  const servers: readonly unknown[] = Array.isArray(metadata['authorization_servers'])
    ? metadata['authorization_servers']
    : [];
  const issuers = [...new Set(servers)].filter(isIssuer);
  const [issuer, ...more] = issuers;
  if (issuer === undefined) throw new ResourceMetadataError('no-authorization-server', resource);
  if (more.length > 0) {
    throw new ResourceMetadataError('several-authorization-servers', resource, issuers);
  }
  return issuer;
}

async function fetchMetadata(
  resource: string,
  fetch: typeof globalThis.fetch,
): Promise<Readonly<Record<string, unknown>>> {
  let document: unknown;
  try {
    const response = await fetch(protectedResourceMetadataUrl(resource), {
      headers: { Accept: 'application/json' },
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    document = response.status === 200 ? await response.json() : undefined;
  } catch {
    document = undefined;
  }
  const metadata = asRecord(document);
  if (metadata === undefined) throw new ResourceMetadataError('unreachable', resource);
  return metadata;
}

function isIssuer(value: unknown): value is string {
  return typeof value === 'string' && brokenRuleOf(value, { query: false }) === undefined;
}
