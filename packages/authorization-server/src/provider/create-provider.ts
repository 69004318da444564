import type { Catalogue } from '@stepscope/core';
import type { Kysely } from 'kysely';
import Provider from 'oidc-provider';
import type { Directory } from '../directory.js';
import { answerFailures } from '../routes/answer-failures.js';
import { answerRefusedPush } from '../routes/answer-refused-push.js';
import { requireIssuerHost, requireOwnOrigin } from '../routes/guard-requests.js';
import { setPageHeaders } from '../routes/page-headers.js';
import { createPageRoutes } from '../routes/page-routes.js';
import { refuseEmptyProof } from '../routes/refuse-empty-proof.js';
import { restrictCors } from '../routes/restrict-cors.js';
import type { FormTokens } from '../storage/form-tokens.js';
import { createModelAdapter } from '../storage/model-adapter.js';
import type { ServerKeys } from '../storage/server-keys.js';
import type { Tables } from '../storage/tables.js';
import { createFactsReader } from './authorization-facts.js';
import { toClientMetadata } from './client-metadata.js';
import { publishResponseModes } from './discovery.js';
import { providerConfiguration } from './provider-configuration.js';
import { addUnavailableScope } from './token-response.js';

export interface ProviderOptions {
  readonly issuer: URL;
  readonly resource: string;
  readonly catalogue: Catalogue;
  readonly directory: Directory;
  readonly db: Kysely<Tables>;
  readonly keys: ServerKeys;
  readonly formTokens: FormTokens;
  readonly accessTokenTtlSeconds: number;
  readonly requireDpopNonce: boolean;
  readonly now: () => Date;
  readonly report: (error: unknown) => void;
}

/** oidc-provider with our configuration, and our pages and guards in front of it, in this order. */
export function createProvider(options: ProviderOptions): Provider {
  const { catalogue, db, directory, formTokens, issuer, now, report, resource } = options;
  const facts = createFactsReader(directory);
  const adapter = createModelAdapter({
    db,
    now,
    findClient: async (clientId) => {
      const application = await directory.findApplication(clientId);
      return application && toClientMetadata(application);
    },
  });
  const provider = new Provider(
    issuer.origin,
    providerConfiguration({ ...options, facts, adapter }),
  );
  provider.on('server_error', (_ctx, error) => report(error));
  provider.on('pushed_authorization_request.error', answerRefusedPush);

  provider.use(requireIssuerHost(issuer));
  provider.use(setPageHeaders);
  provider.use(answerFailures(report));
  provider.use(requireOwnOrigin(issuer));
  provider.use(createPageRoutes({ provider, directory, catalogue, resource, formTokens, db }));
  provider.use(refuseEmptyProof);
  provider.use(restrictCors(directory));
  provider.use(publishResponseModes);
  provider.use(addUnavailableScope({ catalogue, resource, facts }));
  return provider;
}
