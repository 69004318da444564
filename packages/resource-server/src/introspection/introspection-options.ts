import { InvalidOptionError } from '../resource-server-error.js';
import { assertOptions } from '../support/assert-options.js';
import { secureUrl } from '../support/secure-url.js';

/** How to ask the issuer about tokens that are no JWTs (RFC 7662). */
export interface IntrospectionOptions {
  /** What this API is called at the issuer: it authenticates with `client_secret_basic`. */
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * URL of the introspection endpoint.
   * @default `introspection_endpoint` of the issuer's metadata
   */
  readonly endpoint?: string;
  /**
   * How long an answer serves further requests with the same token, at most until its `exp`: for so
   * long a token counts that was revoked meanwhile. 0 asks at every request, and so does
   * `cache: false`; the cache's `ttlSeconds` is the most.
   * @default 60
   */
  readonly cacheSeconds?: number;
  /**
   * Whether an answer may lack `aud`, which RFC 7662 leaves optional. A token for any other API of the
   * issuer then counts here too: allow it only where the issuer has no other.
   * @default false
   */
  readonly allowMissingAudience?: boolean;
}

const names: Record<keyof IntrospectionOptions, true> = {
  clientId: true,
  clientSecret: true,
  endpoint: true,
  cacheSeconds: true,
  allowMissingAudience: true,
};

export type ResolvedIntrospection = Required<Omit<IntrospectionOptions, 'endpoint'>> &
  Pick<IntrospectionOptions, 'endpoint'>;

/** @throws {InvalidOptionError} naming the option, the rule and the fix. */
export function resolveIntrospection(options: IntrospectionOptions): ResolvedIntrospection {
  assertOptions('introspection', options, { known: names, fix: '{ clientId, clientSecret }' });
  const { cacheSeconds = 60, allowMissingAudience = false } = options;
  for (const name of ['clientId', 'clientSecret'] as const) {
    if (typeof options[name] === 'string' && options[name] !== '') continue;
    throw new InvalidOptionError(
      `introspection.${name} is missing: the endpoint answers authenticated clients only (RFC 7662 §2.1).`,
    );
  }
  if (options.endpoint !== undefined) secureUrl('introspection.endpoint', options.endpoint);
  if (!(Number.isFinite(cacheSeconds) && cacheSeconds >= 0)) {
    throw new InvalidOptionError(
      'introspection.cacheSeconds is not a number of seconds: 0 asks at every request.',
    );
  }
  if (typeof allowMissingAudience !== 'boolean') {
    throw new InvalidOptionError('introspection.allowMissingAudience is neither true nor false.');
  }
  return { ...options, cacheSeconds, allowMissingAudience };
}
