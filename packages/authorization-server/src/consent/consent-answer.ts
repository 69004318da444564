import type { ConsentAnswer } from '../directory.js';
import type { ConsentQuestion } from './consent-question.js';

/**
 * What a submitted consent page means. Only scopes that are still open count, and only those that the
 * page showed, so that a role that changed in between neither grants nor declines anything unseen.
 * `undefined` if a required scope was not on the page: it has to be shown again.
 */
export function consentAnswer(
  question: ConsentQuestion,
  form: { readonly shown: readonly string[]; readonly ticked: readonly string[] },
): ConsentAnswer | undefined {
  const shown = new Set(form.shown);
  const ticked = new Set(form.ticked);
  if (!question.required.isSubsetOf(shown)) return undefined;
  const choices = question.optional.intersection(shown);
  return {
    granted: question.required.union(choices.intersection(ticked)),
    declined: choices.difference(ticked),
  };
}
