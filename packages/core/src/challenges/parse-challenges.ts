import type { Challenge } from './challenge.js';
import { endOfToken, isQuotable, isToken, isToken68, skipWhitespace } from './grammar.js';

/**
 * The challenges of a `WWW-Authenticate` header: one line, several lines, or lines that `fetch` has
 * joined with commas (RFC 9110 §11.6.1); several lines are one list (§5.3). Never throws and takes
 * linear time: the header is untrusted. A challenge that repeats a parameter or breaks the grammar is
 * dropped, and so is one with a quoted string that does not end, together with the rest of its line.
 * Says nothing about what the parameters mean: see `readTokenChallenge`.
 */
export function parseChallenges(
  header: string | readonly string[] | null | undefined,
): Challenge[] {
  const challenges: Draft[] = [];
  /** The last of `challenges`; undefined after one that was dropped. */
  let draft: Draft | undefined;
  for (const line of [header].flat() as unknown[]) {
    if (typeof line !== 'string') continue;
    for (const element of elementsOf(line)) {
      // An element that begins a challenge has a token that no `=` follows: its scheme.
      const end = endOfToken(element, 0);
      const begins = end > 0 && element[skipWhitespace(element, end)] !== '=';
      if (begins) {
        draft = { scheme: element.slice(0, end), params: noParams };
        challenges.push(draft);
      }
      if (draft !== undefined && !addTo(draft, begins ? element.slice(end) : element, begins)) {
        challenges.pop();
        draft = undefined;
      }
    }
  }
  return challenges;
}

interface Draft {
  readonly scheme: string;
  params: Record<string, string>;
  token68?: string;
}

/** Shared by all challenges without parameters: a hostile header can hold very many. */
const noParams: Record<string, string> = Object.freeze(emptyRecord());

function emptyRecord(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}

/** The non-empty elements of a list (RFC 9110 §5.6.1), trimmed; commas in quoted strings stay. */
function* elementsOf(line: string): Generator<string> {
  let start = 0;
  let quoted = false;
  for (let index = 0; index <= line.length; index++) {
    const character = line[index];
    if (quoted && character === '\\') index++;
    else if (character === '"') quoted = !quoted;
    if (index >= line.length || (character === ',' && !quoted)) {
      let end = index;
      while (end > start && isWhitespace(line[end - 1])) end--;
      start = skipWhitespace(line, start);
      if (start < end) yield line.slice(start, end);
      start = index + 1;
    }
  }
}

function isWhitespace(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

function addTo(draft: Draft, text: string, first: boolean): boolean {
  if (first) {
    // 1*SP stands between a scheme and what follows it (RFC 9110 §11.3); a tab will not do.
    const rest = text.replace(/^ +/, '');
    if (rest === text) return rest === '';
    if (!isToken68(rest)) return addParam(draft, rest);
    draft.token68 = rest;
    return true;
  }
  return addParam(draft, text);
}

function addParam(draft: Draft, text: string): boolean {
  const end = endOfToken(text, 0);
  const equals = skipWhitespace(text, end);
  const name = text.slice(0, end).toLowerCase();
  const rest = text.slice(skipWhitespace(text, equals + 1));
  const value = rest[0] === '"' ? unquote(rest) : isToken(rest) ? rest : undefined;
  if (
    name === '' ||
    text[equals] !== '=' ||
    value === undefined ||
    draft.token68 !== undefined ||
    name in draft.params
  ) {
    return false;
  }
  if (draft.params === noParams) draft.params = emptyRecord();
  draft.params[name] = value;
  return true;
}

/** The value of `text` if all of it is one quoted-string (RFC 9110 §5.6.4). */
function unquote(text: string): string | undefined {
  let end = 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  const quoted = text.slice(1, -1);
  if (end !== text.length - 1 || !isQuotable(quoted)) return undefined;
  return quoted.replace(/\\(.)/g, '$1');
}
