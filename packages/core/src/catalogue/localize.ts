import { wrongKind } from '../support/wrong-kind.js';
import type { Translations } from './catalogue.js';

/**
 * A scope, action or combination with its texts in the first of `languages` that has them. Each text
 * falls back on its own: from `de-AT` to `de`, to the next language, and at last to the untranslated
 * text (RFC 4647 §3.4). Language tags are compared without regard to case.
 * @throws {CoreError} `INVALID_ARGUMENT` for what is no entry, or no language tags.
 */
export function localize<
  Entry extends { readonly title: string; readonly translations?: Translations<object> },
>(entry: Entry, languages: string | readonly string[]): Omit<Entry, 'translations'> {
  if (typeof entry !== 'object' || entry === null)
    throw wrongKind('entry', 'an entry of a catalogue');
  const { translations, ...texts } = entry;
  const byTag = new Map(
    Object.entries(translations ?? {}).map(([tag, translated]) => [tag.toLowerCase(), translated]),
  );
  const wanted: readonly unknown[] = [languages].flat();
  if (!wanted.every((tag) => typeof tag === 'string')) {
    throw wrongKind('languages', 'a language tag, or an array of them');
  }
  const found = wanted.flatMap(lookupTags).map((tag) => byTag.get(tag) ?? {});
  return Object.assign({}, texts, ...found.toReversed()) as Omit<Entry, 'translations'>;
}

/** `de-at-1901`, `de-at`, `de`; a single letter or digit never ends a tag (RFC 4647 §3.4). */
function lookupTags(language: string): string[] {
  const parts = language.toLowerCase().split('-');
  return parts
    .map((_, index) => parts.slice(0, parts.length - index))
    .filter((tag) => tag.at(-1)!.length > 1)
    .map((tag) => tag.join('-'));
}
