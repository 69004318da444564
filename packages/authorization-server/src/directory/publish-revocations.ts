import type { Revocation } from '@stepscope/core';
import type { Directory, Grant } from '../directory.js';

/** Where resource servers hear of revocations: a feed of `@stepscope/resource-server`, for one. */
export interface RevocationPublisher {
  publish(revocation: Revocation): Promise<void>;
}

export interface PublishRevocationsOptions {
  readonly issuer: string;
  readonly publisher: RevocationPublisher;
  /** Hears of a revocation that could not be published: its tokens count until they expire. */
  readonly report: (error: unknown) => void;
}

/**
 * `directory`, which also tells resource servers of each grant that an answer or a revocation may have
 * made narrower. What is stored holds even where that fails.
 */
export function publishRevocations(
  directory: Directory,
  { issuer, publisher, report }: PublishRevocationsOptions,
): Directory {
  const tell = async ({ userId, clientId, updatedAt, version }: Grant): Promise<void> => {
    const at = Math.floor(updatedAt.getTime() / 1000);
    try {
      await publisher.publish({ iss: issuer, sub: userId, clientId, at, version });
    } catch (error) {
      report(error);
    }
  };
  return {
    listUsers: () => directory.listUsers(),
    findUser: (userId) => directory.findUser(userId),
    capabilitiesOf: (userId) => directory.capabilitiesOf(userId),
    listApplications: () => directory.listApplications(),
    findApplication: (clientId) => directory.findApplication(clientId),
    findGrant: (userId, clientId) => directory.findGrant(userId, clientId),
    listGrants: (userId) => directory.listGrants(userId),
    async recordConsent(userId, clientId, answer) {
      const grant = await directory.recordConsent(userId, clientId, answer);
      // Tokens of this version count all the same: only a grant that was ever narrowed has others.
      if (answer.declined.size > 0 && grant.version > 1) await tell(grant);
      return grant;
    },
    async revokeConsent(userId, clientId, scopes) {
      const grant = await directory.revokeConsent(userId, clientId, scopes);
      if (grant !== undefined) await tell(grant);
      return grant;
    },
  };
}
