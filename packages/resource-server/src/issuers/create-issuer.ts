import { standard, unknownOption, type ProviderProfile } from '@stepscope/core';
import { FetchedKeys, type FetchedKeysOptions } from '../keys/fetched-keys.js';
import { discoveredKeys, keysAt, type FetchOptions } from '../keys/key-set-source.js';
import { staticKeys } from '../keys/static-keys.js';
import type { VerificationKeys } from '../keys/verification-keys.js';
import { InvalidOptionError } from '../resource-server-error.js';
import { secureUrl } from '../support/secure-url.js';
import { algorithmList, type SignatureAlgorithm } from '../token/signature-algorithms.js';
import type { IssuerSettings } from './issuer-options.js';
import type { Issuer } from './issuer.js';

/** What all issuers of a resource server share. */
export interface IssuerTools
  extends FetchOptions, Pick<FetchedKeysOptions, 'now' | 'onUnavailable'> {
  readonly resource: string;
  /** Told how many keys of an issuer can be used, after each fetch. */
  readonly onKeysFetched?: (fetched: { readonly issuer: string; readonly keys: number }) => void;
  /** Where an issuer does not say otherwise. */
  readonly defaults: Omit<IssuerSettings, 'keys'>;
}

const settingNames: Record<keyof IssuerSettings, true> = {
  profile: true,
  audience: true,
  algorithms: true,
  keys: true,
};

/**
 * The issuer that `settings` describe. `path` is what stands before the names of options in messages,
 * such as `issuers[1].`; `known` are keys that can be used again, if the settings still say the same.
 * @throws {InvalidOptionError} naming the option, the rule and the fix.
 */
export function createIssuer(
  issuer: string,
  settings: IssuerSettings,
  tools: IssuerTools,
  { path = '', keys }: { readonly path?: string; readonly keys?: VerificationKeys } = {},
): Issuer {
  if (secureUrl(`${path}issuer`, issuer).search !== '') {
    throw new InvalidOptionError(`${path}issuer has a query: leave it out (RFC 8414 §2).`);
  }
  const { defaults, resource } = tools;
  const profile = profileOf(
    `${path}profile`,
    settings.profile === undefined ? (defaults.profile ?? standard) : settings.profile,
  );
  const { audience = defaults.audience ?? profile.resourceIdentifier ?? resource } = settings;
  const algorithms = algorithmList(
    `${path}algorithms`,
    settings.algorithms ?? defaults.algorithms ?? defaultAlgorithms,
  );
  return {
    issuer,
    profile,
    audience: audienceOf(`${path}audience`, audience),
    algorithms,
    keys: keys ?? keysOf(issuer, settings.keys, tools, { option: `${path}keys`, algorithms }),
  };
}

/** @throws {InvalidOptionError} for what is no object, or has a member that is no setting. */
export function assertSettings(
  where: string,
  settings: unknown,
  names: Readonly<Record<string, true>> = settingNames,
): void {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new InvalidOptionError(
      `${where} is not an object: give ${Object.keys(names).join(', ')}.`,
    );
  }
  const problem = unknownOption(`option in ${where}`, settings, names);
  if (problem !== undefined) throw new InvalidOptionError(problem);
}

function keysOf(
  issuer: string,
  keys: IssuerSettings['keys'],
  tools: IssuerTools,
  { option, algorithms }: { readonly option: string; readonly algorithms: readonly string[] },
): VerificationKeys {
  if (typeof keys === 'object') return staticKeys(option, keys, algorithms);
  if (keys !== undefined) secureUrl(option, keys);
  return new FetchedKeys({
    ...tools,
    source: keys === undefined ? discoveredKeys(issuer, tools) : keysAt(keys, tools),
    onFetched: ({ size }) => tools.onKeysFetched?.({ issuer, keys: size }),
  });
}

/** A profile with every member that one can have. */
const whole: Readonly<Record<keyof ProviderProfile, unknown>> = {
  resourceIdentifier: '',
  scopePrefix: '',
  ...standard,
};

function profileOf(option: string, profile: unknown): ProviderProfile {
  const members = (profile ?? {}) as Readonly<Record<string, unknown>>;
  const isProfile = Object.entries(standard).every(
    ([name, value]) => typeof value !== 'object' || kindOf(members[name]) === kindOf(value),
  );
  if (!isProfile) {
    throw new InvalidOptionError(
      `${option} is no profile: import one, such as keycloak, and pass it, or { ...keycloak, … }.`,
    );
  }
  const problem = unknownOption(`member of ${option}`, members, whole);
  if (problem !== undefined) throw new InvalidOptionError(problem);
  return profile as ProviderProfile;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

function audienceOf(option: string, audience: unknown): readonly string[] {
  const values: unknown[] = Array.isArray(audience) ? [...audience] : [audience];
  if (values.length === 0 || values.some((value) => typeof value !== 'string' || value === '')) {
    throw new InvalidOptionError(
      `${option} names nothing: leave it out to use resource, or list at least one value.`,
    );
  }
  return values as string[];
}

const defaultAlgorithms: readonly SignatureAlgorithm[] = [
  'RS256',
  'PS256',
  'ES256',
  'EdDSA',
  'Ed25519',
];
