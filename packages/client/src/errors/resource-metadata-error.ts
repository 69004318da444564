import { ClientError } from './client-error.js';

/**
 * Without the option `issuer` the authorization server is found by the API's metadata (RFC 9728), and
 * they do not tell.
 */
export class ResourceMetadataError extends ClientError {
  override readonly name = 'ResourceMetadataError';
  declare readonly code: 'RESOURCE_METADATA_REFUSED';
  /** `unreachable`: no document could be read. `other-resource`: it is about another API. */
  readonly reason: keyof typeof metadataTexts;
  /** The issuers to choose among, where there are several. */
  readonly issuers: readonly string[];

  constructor(
    reason: ResourceMetadataError['reason'],
    resource: string,
    issuers: readonly string[] = [],
  ) {
    const choice = issuers.length > 0 ? ` (${issuers.join(', ')})` : '';
    super(
      'RESOURCE_METADATA_REFUSED',
      `The metadata of ${resource} ${metadataTexts[reason]}${choice}. Give the option issuer.`,
    );
    this.reason = reason;
    this.issuers = issuers;
  }
}

const metadataTexts = {
  unreachable: 'could not be read',
  'other-resource': 'name another resource',
  'no-authorization-server': 'name no authorization server',
  'several-authorization-servers': 'name several authorization servers',
} as const;
