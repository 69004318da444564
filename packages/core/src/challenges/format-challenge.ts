import { invalidArgument } from '../support/invalid-argument.js';
import { wrongKind } from '../support/wrong-kind.js';
import { isToken, isToken68, stripToGrammar } from './grammar.js';

/**
 * One challenge for a `WWW-Authenticate` header (RFC 9110 §11.3): `token68`, or the parameters in the
 * order in which they are given, without those whose value is `undefined`. Values lose the characters
 * that RFC 6750 §3 keeps out of them (`"`, `\`, control and non-ASCII characters), so that no value can
 * add a parameter or a line; `parseChallenges` reads back what is left.
 * @throws {CoreError} `INVALID_ARGUMENT` for a value that is no string, a scheme or name that is not a
 *   token, a name that is given twice in different case, a malformed `token68` or one beside parameters, or neither of both
 *   (RFC 6750 §3 wants at least one parameter).
 */
export function formatChallenge(challenge: {
  readonly scheme: string;
  readonly params?: Readonly<Record<string, string | undefined>>;
  readonly token68?: string;
}): string {
  const { scheme, params: given, token68 } = Object(challenge) as typeof challenge;
  const params = Object.entries(given ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const names = params.map(([name]) => name);
  if (typeof scheme !== 'string') throw wrongKind('scheme', 'a string');
  for (const [name, value] of params) {
    if (typeof value !== 'string') throw wrongKind(`params["${name}"]`, 'a string');
  }
  for (const name of [scheme, ...names]) {
    if (!isToken(name)) {
      throw invalidArgument(
        name === scheme ? 'scheme' : `params["${name}"]`,
        `"${name}" is not a token.`,
        'Schemes and names are tokens of RFC 9110 §5.6.2.',
        'Use letters, digits, "-" and "_".',
      );
    }
  }
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length) {
    throw invalidArgument(
      'params',
      `A ${scheme} challenge names a parameter twice.`,
      'Names are compared without regard to case, and each may occur once (RFC 9110 §11.2).',
      'Leave one of them out.',
    );
  }
  if (token68 !== undefined) {
    if (params.length === 0 && typeof token68 === 'string' && isToken68(token68))
      return `${scheme} ${token68}`;
    throw invalidArgument(
      'token68',
      `The token68 of a ${scheme} challenge is malformed, or has parameters beside it.`,
      'A challenge has token68 or parameters, never both (RFC 9110 §11.3).',
      'Use letters, digits and "-._~+/", then any "=", without parameters.',
    );
  }
  if (params.length === 0) {
    throw invalidArgument(
      'params',
      `A ${scheme} challenge needs at least one parameter.`,
      'A challenge without any says nothing (RFC 6750 §3).',
      'Add realm.',
    );
  }
  const list = params.map(([name, value]) => `${name}="${stripToGrammar(value)}"`);
  return `${scheme} ${list.join(', ')}`;
}
