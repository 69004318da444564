import {
  CoreError,
  protectedResourceMetadataUrl,
  unknownName,
  unknownOption,
  type Catalogue,
} from '@stepscope/core';
import { resolveCache, type CacheOptions } from './cache/cache-options.js';
import { resolveDpop, type DpopOptions, type ResolvedDpop } from './dpop/dpop-options.js';
import type { OneIssuer, SeveralIssuers } from './issuers/issuer-options.js';
import {
  resolveMetadata,
  type MetadataOptions,
  type ResolvedMetadataOptions,
} from './metadata/metadata-options.js';
import { InvalidOptionError, type IssuerUnavailableError } from './resource-server-error.js';
import { resolveRevocation, type RevocationOptions } from './revocation/revocation-options.js';
import { eventSink } from './events/event-sink.js';
import type { Logger } from './events/log-events.js';
import type { EventListener } from './events/resource-server-event.js';
import { assertFunction } from './support/assert-function.js';
import { assertMilliseconds } from './support/assert-milliseconds.js';
import { secureUrl } from './support/secure-url.js';
import { tell } from './support/tell.js';
import type { SignatureVerifier } from './token/signature-verifier.js';

/**
 * How to make a resource server: what all of them have, and either `issuer`, or `issuers` for several.
 */
export type ResourceServerOptions<S extends string, A extends string> = ApiOptions<S, A> &
  (OneIssuer | SeveralIssuers);

export interface ApiOptions<S extends string, A extends string> extends MetadataOptions<S> {
  /** Identifier of this API (RFC 8707 §2): an absolute URL without a fragment. */
  readonly resource: string;
  /** The scopes and actions that guards may name. */
  readonly catalogue: Catalogue<S, A>;
  /**
   * `shadow` enforces nothing: every request passes, and decisions tell in `wouldBe` what would have
   * stopped it. For rolling guards out; says so in a process warning.
   * @default 'enforce'
   */
  readonly mode?: 'enforce' | 'shadow';
  /** Realm of challenges (RFC 9110 §11.5). @default resource */
  readonly realm?: string;
  /** How far the clocks of issuer and API may differ, 0 to 60. @default 5 */
  readonly clockToleranceSeconds?: number;
  /** Limit for fetching metadata and keys together; whole. @default 5000 */
  readonly timeoutMs?: number;
  /** Fetches metadata and keys. @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /**
   * Told of every decision, every fetch of keys and every outage; `openTelemetryEvents()` of
   * `./opentelemetry` is such a listener. What it throws is ignored.
   */
  readonly onEvent?: EventListener;
  /** Gets a line for each event, such as `console`. @default nobody: a resource server is silent */
  readonly logger?: Logger;
  /**
   * Told of outages alone: once per attempt to fetch, once for as long as a feed or a store of used
   * proofs fails. What it throws is ignored.
   */
  readonly onIssuerUnavailable?: (error: IssuerUnavailableError) => void;
  /**
   * Where revoked grants are told: their tokens are refused at once, instead of when they expire.
   * @default nowhere
   */
  readonly revocation?: RevocationOptions;
  /**
   * Bounds of the cache of verified tokens, or `false` for none. What is in it is still checked on
   * every request: times, the key's place in the issuer's set, revocation and scopes.
   * @default { maxEntries: 10000, maxBytes: 33554432, ttlSeconds: 300 }
   */
  readonly cache?: CacheOptions | false;
  /**
   * What checks signatures in place of jose: `verifySignature` of `./node-crypto`. Reading tokens and
   * keys stays as it is.
   * @default jose, through WebCrypto
   */
  readonly verifySignature?: SignatureVerifier;
  /**
   * Takes tokens that are bound to a key, in the scheme `DPoP` (RFC 9449).
   * @default off: such tokens are refused
   */
  readonly dpop?: DpopOptions;
}

const optionNames: Record<keyof ResourceServerOptions<string, string>, true> = {
  issuer: true,
  issuers: true,
  profile: true,
  keys: true,
  resource: true,
  audience: true,
  catalogue: true,
  scopesSupported: true,
  resourceName: true,
  mode: true,
  realm: true,
  algorithms: true,
  clockToleranceSeconds: true,
  timeoutMs: true,
  fetch: true,
  now: true,
  onEvent: true,
  logger: true,
  onIssuerUnavailable: true,
  revocation: true,
  introspection: true,
  cache: true,
  verifySignature: true,
  dpop: true,
};

/** The options with every default filled in and every rule checked. */
export interface ResolvedOptions extends ResolvedMetadataOptions {
  readonly resource: string;
  readonly mode: 'enforce' | 'shadow';
  readonly realm: string;
  readonly resourceMetadata: string;
  readonly clockToleranceSeconds: number;
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  /** What is to be told of events; undefined where nobody listens. */
  readonly emit: EventListener | undefined;
  readonly onIssuerUnavailable: (error: IssuerUnavailableError) => void;
  readonly revocation: Required<RevocationOptions> | undefined;
  readonly cache: Required<CacheOptions> | undefined;
  readonly verifySignature: SignatureVerifier | undefined;
  readonly dpop: ResolvedDpop | undefined;
}

/** @throws {InvalidOptionError} naming the option, the rule and the fix. */
export function resolveOptions<S extends string, A extends string>(
  options: ResourceServerOptions<S, A>,
): ResolvedOptions {
  assertEssentials(options);
  const {
    resource,
    realm = resource,
    timeoutMs = 5000,
    now = Date.now,
    fetch = (...request) => globalThis.fetch(...request),
    onIssuerUnavailable = () => {},
  } = options;
  secureUrl('resource', resource);
  assertCatalogue(options.catalogue);
  const emit = eventSink(options);
  if (typeof realm !== 'string' || !/[!#-[\]-~]/.test(realm)) {
    throw new InvalidOptionError(
      'realm has no printable ASCII: leave it out to use resource, or name the resource.',
    );
  }
  assertMilliseconds('timeoutMs', timeoutMs);
  for (const [name, value] of Object.entries({ now, fetch, onIssuerUnavailable })) {
    assertFunction(name, value);
  }
  return {
    resource,
    ...resolveMetadata(options, options),
    mode: modeOf(options.mode),
    realm,
    resourceMetadata: metadataUrlOf(resource),
    clockToleranceSeconds: toleranceOf(options.clockToleranceSeconds),
    timeoutMs,
    fetch,
    now,
    emit,
    onIssuerUnavailable: (error) => {
      tell(onIssuerUnavailable, error);
      emit?.({ type: 'unavailable', error });
    },
    revocation:
      options.revocation === undefined ? undefined : resolveRevocation(options.revocation),
    verifySignature: verifySignatureOf(options.verifySignature),
    cache: options.cache === false ? undefined : resolveCache(options.cache),
    dpop: options.dpop === undefined ? undefined : resolveDpop(options.dpop, now),
  };
}

function assertEssentials(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError(
      'createResourceServer got no options: give issuer, resource and catalogue.',
    );
  }
  const problem = unknownOption('option of createResourceServer', options, optionNames);
  if (problem !== undefined) throw new InvalidOptionError(problem);
  const { issuer, issuers } = options as Partial<Record<keyof typeof optionNames, unknown>>;
  if (issuer === undefined && issuers === undefined) {
    throw new InvalidOptionError('issuer is missing: give its URL, or several in issuers.');
  }
}

function verifySignatureOf(value: unknown): SignatureVerifier | undefined {
  if (value === undefined || typeof value === 'function') {
    return value as SignatureVerifier | undefined;
  }
  throw new InvalidOptionError(
    'verifySignature is not a function: import it from @stepscope/resource-server/node-crypto.',
  );
}

function assertCatalogue(catalogue: unknown): void {
  if (catalogue === undefined) {
    throw new InvalidOptionError('catalogue is missing: make one with defineCatalogue.');
  }
  const { evaluate } = (catalogue ?? {}) as Record<string, unknown>;
  if (typeof evaluate !== 'function') {
    throw new InvalidOptionError(
      'catalogue is no catalogue: pass what defineCatalogue returns, not its definition.',
    );
  }
}

function metadataUrlOf(resource: string): string {
  try {
    return protectedResourceMetadataUrl(resource);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    throw new InvalidOptionError(`resource has no metadata URL. ${error.fix} ${error.rule}`);
  }
}

function modeOf(mode: 'enforce' | 'shadow' = 'enforce'): 'enforce' | 'shadow' {
  if (mode === 'enforce' || mode === 'shadow') return mode;
  throw new InvalidOptionError(unknownName('mode', mode, ['enforce', 'shadow']));
}

function toleranceOf(seconds = 5): number {
  if (!Number.isFinite(seconds) || seconds < 0 || seconds > 60) {
    throw new InvalidOptionError(
      'clockToleranceSeconds is no number from 0 to 60: set the clocks right instead of trusting old tokens.',
    );
  }
  return seconds;
}
