import { InvalidOptionError } from '../resource-server-error.js';
import type { IssuerTools } from './create-issuer.js';
import type { OneIssuer, SeveralIssuers } from './issuer-options.js';
import type { Issuers } from './issuer.js';
import { knownIssuers } from './known-issuers.js';
import { listedIssuers, oneIssuer } from './listed-issuers.js';

/**
 * The issuers whose tokens count: one, those of a list, or those that a function knows.
 * @throws {InvalidOptionError} naming the option, the rule and the fix.
 */
export function createIssuers(
  options: OneIssuer | SeveralIssuers,
  shared: Omit<IssuerTools, 'defaults'>,
): Issuers {
  const { issuers, profile, audience, algorithms } = options;
  if (issuers === undefined) return oneIssuer(options, { ...shared, defaults: {} });
  for (const name of ['issuer', 'keys', 'introspection'] as const) {
    if (options[name] === undefined) continue;
    throw new InvalidOptionError(`${name} stands beside issuers: put it into one of them.`);
  }
  const defaults = {
    ...(profile !== undefined && { profile }),
    ...(audience !== undefined && { audience }),
    ...(algorithms !== undefined && { algorithms }),
  };
  const tools = { ...shared, defaults };
  return Array.isArray(issuers)
    ? listedIssuers(issuers, tools)
    : knownIssuers(issuers as Extract<typeof issuers, { known: unknown }>, tools);
}
