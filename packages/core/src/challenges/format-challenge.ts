import { CoreError } from '../core-error.js';
import { isToken, stripToGrammar } from './grammar.js';

/**
 * One challenge for a `WWW-Authenticate` header, in the order in which the parameters are given; those
 * with an `undefined` value are left out. Values lose the characters that RFC 6750 §3 keeps out of them
 * (`"`, `\`, control and non-ASCII characters), so that no value can add a parameter or a line.
 * @throws {CoreError} `INVALID_ARGUMENT` for a scheme or name that is not a token, or without any
 *   parameter (RFC 6750 §3 wants at least one).
 */
export function formatChallenge(challenge: {
  readonly scheme: string;
  readonly params: Readonly<Record<string, string | undefined>>;
}): string {
  const params = Object.entries(challenge.params).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  for (const name of [challenge.scheme, ...params.map(([key]) => key)]) {
    if (!isToken(name)) {
      throw refusal(`"${name}" is not a token of RFC 9110 §5.6.2.`);
    }
  }
  if (params.length === 0) {
    throw refusal(
      `A ${challenge.scheme} challenge needs at least one parameter (RFC 6750 §3): add realm.`,
    );
  }
  const list = params.map(([name, value]) => `${name}="${stripToGrammar(value)}"`);
  return `${challenge.scheme} ${list.join(', ')}`;
}

function refusal(problem: string): CoreError {
  return new CoreError({
    code: 'INVALID_ARGUMENT',
    place: 'challenge',
    problem,
    rule: 'A challenge is a scheme with token68 or parameters (RFC 9110 §11.3).',
    fix: 'Pass a token as scheme, and token68 or at least one parameter.',
  });
}
