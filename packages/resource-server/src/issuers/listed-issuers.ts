import { resolveIntrospection } from '../introspection/introspection-options.js';
import { InvalidOptionError } from '../resource-server-error.js';
import { assertSettings, createIssuer, type IssuerTools } from './create-issuer.js';
import type { IssuerOptions } from './issuer-options.js';
import type { Issuer, IssuerAnswer, Issuers } from './issuer.js';

const optionNames: Record<keyof IssuerOptions, true> = {
  issuer: true,
  profile: true,
  audience: true,
  algorithms: true,
  keys: true,
  introspection: true,
};

/**
 * The issuers of a list. Each has its own keys: the same `kid` in two of them means two keys.
 * @throws {InvalidOptionError} for an empty list, an issuer that is there twice, or a wrong option.
 */
export function listedIssuers(list: readonly IssuerOptions[], tools: IssuerTools): Issuers {
  if (list.length === 0) {
    throw new InvalidOptionError('issuers is empty: list at least one, such as { issuer }.');
  }
  const issuers = new Map<string, Issuer>();
  for (const [index, options] of list.entries()) {
    assertSettings(`issuers[${index}]`, options, optionNames);
    const path = `issuers[${index}].`;
    const { issuer } = options;
    if (issuers.has(issuer)) {
      throw new InvalidOptionError(`${path}issuer is in the list already: merge the two.`);
    }
    issuers.set(issuer, withIntrospection(options, tools, path));
  }
  const introspected = [...issuers.values()].filter((issuer) => issuer.introspection);
  if (introspected.length > 1) {
    throw new InvalidOptionError(
      'introspection stands at several issuers: a token that is no JWT names none, so leave it at one.',
    );
  }
  return issuersOf(issuers);
}

/** The only issuer there is. */
export function oneIssuer(options: IssuerOptions, tools: IssuerTools): Issuers {
  return issuersOf(new Map([[options.issuer, withIntrospection(options, tools, '')]]));
}

function withIntrospection(options: IssuerOptions, tools: IssuerTools, path: string): Issuer {
  const { issuer, introspection } = options;
  return {
    ...createIssuer(issuer, options, tools, { path }),
    ...(introspection !== undefined && { introspection: resolveIntrospection(introspection) }),
  };
}

function issuersOf(issuers: ReadonlyMap<string, Issuer>): Issuers {
  const answers = new Map<string, IssuerAnswer>();
  for (const [identifier, issuer] of issuers) {
    answers.set(identifier, { status: 'known', issuer, holds: () => true });
  }
  return {
    identifiers: [...issuers.keys()],
    introspected: [...issuers.values()].find((issuer) => issuer.introspection !== undefined),
    find: (issuer) => answers.get(issuer) ?? { status: 'unknown' },
  };
}
