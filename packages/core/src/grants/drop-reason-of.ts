import { isProtocolScope } from '../scopes/is-protocol-scope.js';
import type { DropReason, GrantQuestion } from './grant-question.js';

/** Answers for each scope which rule of the question it breaks first, or `undefined` for none. */
export function dropReasonOf(question: GrantQuestion): (scope: string) => DropReason | undefined {
  const { catalogue, consented } = question;
  const allowed = question.allowed && catalogue.closure(question.allowed);
  const capabilities = question.capabilities && catalogue.closure(question.capabilities);
  return (scope) => {
    if (scope.startsWith('@')) return 'reserved';
    if (!catalogue.has(scope)) return 'unknown';
    if (allowed?.has(scope) === false) return 'not-allowed-for-application';
    if (capabilities?.has(scope) === false && !isProtocolScope(scope)) return 'not-in-capabilities';
    if (consented?.has(scope) === false) return 'declined';
    return undefined;
  };
}
