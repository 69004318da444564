import { ScopeSet } from '../scopes/scope-set.js';
import type { Challenge } from './challenge.js';
import { stripToGrammar } from './grammar.js';
import type { TokenChallenge } from './token-challenge.js';

type Params = Omit<TokenChallenge, 'scheme' | 'malformed'>;

interface Param<Name extends keyof Params> {
  readonly name: Name;
  readonly read: (value: string) => Params[Name] | undefined;
}

interface Untrusted {
  readonly scheme?: unknown;
  readonly params?: Readonly<Record<string, unknown>> | null;
}

/** The parameters by wire name: RFC 6750 §3, RFC 9728 §5.1, RFC 9470 §3, RFC 9449 §7.1. */
const params: Readonly<Record<string, { [Name in keyof Params]-?: Param<Name> }[keyof Params]>> = {
  realm: { name: 'realm', read: (value) => value },
  error: { name: 'error', read: (value) => (value === '' ? undefined : readText(value)) },
  error_description: { name: 'errorDescription', read: readText },
  error_uri: { name: 'errorUri', read: readWord },
  scope: { name: 'scope', read: readScope },
  resource_metadata: { name: 'resourceMetadata', read: readWord },
  acr_values: { name: 'acrValues', read: readList },
  max_age: { name: 'maxAgeSeconds', read: readSeconds },
  algs: { name: 'algs', read: readList },
};

/**
 * What a `Bearer` or `DPoP` challenge says, or `undefined` for one of another scheme; schemes are
 * compared without regard to case. Never throws: a parameter that breaks its grammar counts as absent
 * and is named in `malformed`. Trusts nothing: whether the scopes, the address and the words may be
 * acted upon is for the caller to decide.
 */
export function readTokenChallenge(challenge: Challenge): TokenChallenge | undefined {
  // Neither is certain where the caller is no TypeScript.
  const { scheme: given, params: values } = Object(challenge) as Untrusted;
  if (typeof given !== 'string') return undefined;
  const scheme = schemes.find((known) => known.toLowerCase() === given.toLowerCase());
  if (scheme === undefined) return undefined;
  const said: Record<string, unknown> = {};
  const malformed: string[] = [];
  for (const [wireName, { name, read }] of Object.entries(params)) {
    const value = values?.[wireName];
    if (value === undefined) continue;
    const meaning = typeof value === 'string' ? read(value) : undefined;
    if (meaning === undefined) malformed.push(wireName);
    else said[name] = meaning;
  }
  return { scheme, ...(said as Params), malformed };
}

const schemes = ['Bearer', 'DPoP'] as const;

function readText(value: string): string | undefined {
  return stripToGrammar(value) === value ? value : undefined;
}

function readWord(value: string): string | undefined {
  return value === '' || value.includes(' ') ? undefined : readText(value);
}

function readScope(value: string): ScopeSet | undefined {
  const scopes = ScopeSet.fromClaim(value);
  return scopes.size === 0 ? undefined : scopes;
}

function readList(value: string): readonly string[] | undefined {
  const words = value.split(' ');
  return words.every((word) => readWord(word) !== undefined) ? words : undefined;
}

function readSeconds(value: string): number | undefined {
  const seconds = Number(value);
  return /^\d+$/.test(value) && Number.isSafeInteger(seconds) ? seconds : undefined;
}
