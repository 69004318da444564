import {
  CoreError,
  protectedResourceMetadataUrl,
  unknownName,
  unknownOption,
  type Catalogue,
} from '@stepscope/core';
import {
  resolveMetadata,
  type MetadataOptions,
  type ResolvedMetadataOptions,
} from './metadata/metadata-options.js';
import { InvalidOptionError, type IssuerUnavailableError } from './resource-server-error.js';
import {
  resolveIntrospection,
  type IntrospectionOptions,
  type ResolvedIntrospection,
} from './introspection/introspection-options.js';
import { resolveRevocation, type RevocationOptions } from './revocation/revocation-options.js';
import { secureUrl } from './support/secure-url.js';

/** An asymmetric signature algorithm of RFC 7518 §3.1 or RFC 9864. */
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

const signatureAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

export interface ResourceServerOptions<
  S extends string,
  A extends string,
> extends MetadataOptions<S> {
  /** Issuer identifier (RFC 8414 §2) of the only authorization server whose tokens count. */
  readonly issuer: string;
  /** Identifier of this API (RFC 8707 §2): an absolute URL without a fragment. */
  readonly resource: string;
  /** Values of `aud` that mean this API. @default resource */
  readonly audience?: string | readonly string[];
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
  /** Signature algorithms that are accepted. @default ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'] */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /** How far the clocks of issuer and API may differ, 0 to 60. @default 5 */
  readonly clockToleranceSeconds?: number;
  /** Limit for fetching metadata and keys together. @default 5000 */
  readonly timeoutMs?: number;
  /** Fetches metadata and keys. @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /**
   * Told why metadata or keys could not be fetched, once per attempt: the place for a log line. What
   * it throws is ignored.
   * @default process.emitWarning
   */
  readonly onIssuerUnavailable?: (error: IssuerUnavailableError) => void;
  /**
   * Where revoked grants are told: their tokens are refused at once, instead of when they expire.
   * @default nowhere
   */
  readonly revocation?: RevocationOptions;
  /**
   * How to ask the issuer about tokens that are no JWTs (RFC 7662).
   * @default they are refused
   */
  readonly introspection?: IntrospectionOptions;
}

const optionNames: Record<keyof ResourceServerOptions<string, string>, true> = {
  issuer: true,
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
  onIssuerUnavailable: true,
  revocation: true,
  introspection: true,
};

/** The options with every default filled in and every rule checked. */
export interface ResolvedOptions extends ResolvedMetadataOptions {
  readonly issuer: string;
  readonly resource: string;
  readonly audience: string[];
  readonly mode: 'enforce' | 'shadow';
  readonly realm: string;
  readonly resourceMetadata: string;
  readonly algorithms: string[];
  readonly clockToleranceSeconds: number;
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly onIssuerUnavailable: (error: IssuerUnavailableError) => void;
  readonly revocation: Required<RevocationOptions> | undefined;
  readonly introspection: ResolvedIntrospection | undefined;
}

/** @throws {InvalidOptionError} naming the option, the rule and the fix. */
export function resolveOptions<S extends string, A extends string>(
  options: ResourceServerOptions<S, A>,
): ResolvedOptions {
  assertOptions(options);
  const { issuer, resource, realm = resource, timeoutMs = 5000 } = options;
  if (secureUrl('issuer', issuer).search !== '') {
    throw new InvalidOptionError('issuer has a query: leave it out (RFC 8414 §2).');
  }
  secureUrl('resource', resource);
  assertCatalogue(options.catalogue);
  if (typeof realm !== 'string' || !/[!#-[\]-~]/.test(realm)) {
    throw new InvalidOptionError(
      'realm has no printable ASCII: leave it out to use resource, or name the resource.',
    );
  }
  if (!Number.isFinite(timeoutMs) || timeoutMs <= 0) {
    throw new InvalidOptionError('timeoutMs is not a positive number of milliseconds.');
  }
  return {
    issuer,
    resource,
    audience: audienceOf(options.audience ?? resource),
    ...resolveMetadata(options, options),
    mode: modeOf(options.mode),
    realm,
    resourceMetadata: metadataUrlOf(resource),
    algorithms: algorithmsOf(options.algorithms),
    clockToleranceSeconds: toleranceOf(options.clockToleranceSeconds),
    timeoutMs,
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    now: options.now ?? Date.now,
    onIssuerUnavailable: options.onIssuerUnavailable ?? ((error) => process.emitWarning(error)),
    revocation: options.revocation && resolveRevocation(options.revocation),
    introspection: options.introspection && resolveIntrospection(options.introspection),
  };
}

function assertOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError(
      'createResourceServer got no options: give issuer, resource and catalogue.',
    );
  }
  const problem = unknownOption('option of createResourceServer', options, optionNames);
  if (problem !== undefined) throw new InvalidOptionError(problem);
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

function audienceOf(audience: string | readonly string[]): string[] {
  const values = typeof audience === 'string' ? [audience] : [...audience];
  if (values.length === 0 || values.some((value) => typeof value !== 'string' || value === '')) {
    throw new InvalidOptionError(
      'audience names nothing: leave it out to use resource, or list at least one value.',
    );
  }
  return values;
}

function modeOf(mode: 'enforce' | 'shadow' = 'enforce'): 'enforce' | 'shadow' {
  if (mode === 'enforce' || mode === 'shadow') return mode;
  throw new InvalidOptionError(unknownName('mode', mode, ['enforce', 'shadow']));
}

function algorithmsOf(
  algorithms: readonly SignatureAlgorithm[] = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'],
): string[] {
  const refused = algorithms.find((algorithm) => !signatureAlgorithms.includes(algorithm));
  if (algorithms.length === 0 || refused !== undefined) {
    throw new InvalidOptionError(
      `algorithms ${refused === undefined ? 'is empty' : `holds "${refused}"`}: list asymmetric ones only, such as "RS256".`,
    );
  }
  return [...algorithms];
}

function toleranceOf(seconds = 5): number {
  if (!(seconds >= 0 && seconds <= 60)) {
    throw new InvalidOptionError(
      'clockToleranceSeconds is outside 0 to 60: set the clocks right instead of trusting old tokens.',
    );
  }
  return seconds;
}
