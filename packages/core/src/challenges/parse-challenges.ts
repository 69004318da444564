import type { Challenge } from './challenge.js';
import { endOfToken, isQuotable, isToken68, skipWhitespace } from './grammar.js';

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
  const lines: readonly unknown[] = Array.isArray(header) ? header : [header];
  return readElements(lines.flatMap((line) => (typeof line === 'string' ? splitList(line) : [])));
}

interface Draft {
  readonly scheme: string;
  params: Record<string, string>;
  token68?: string;
  broken: boolean;
}

/** Shared by all challenges without parameters: a hostile header can hold very many. */
const noParams: Record<string, string> = Object.freeze(emptyRecord());

function emptyRecord(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}

function readElements(elements: readonly string[]): Challenge[] {
  const drafts: Draft[] = [];
  for (const element of elements) {
    const { scheme, rest } = splitScheme(element);
    // 1*SP stands between a scheme and what follows it (RFC 9110 §11.3); a tab will not do.
    if (scheme !== undefined) {
      drafts.push({ scheme, params: noParams, broken: /^[^ ]/.test(rest) });
    }
    const draft = drafts.at(-1);
    if (
      draft !== undefined &&
      rest !== '' &&
      !addTo(draft, rest.replace(/^ +/, ''), scheme !== undefined)
    ) {
      draft.broken = true;
    }
  }
  return drafts.flatMap(({ broken, ...challenge }) => (broken ? [] : [challenge]));
}

/** The non-empty elements of a list (RFC 9110 §5.6.1), trimmed; commas in quoted strings stay. */
function splitList(line: string): string[] {
  const elements: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index <= line.length; index++) {
    const character = line[index];
    if (quoted && character === '\\') index++;
    else if (character === '"') quoted = !quoted;
    if (index >= line.length || (character === ',' && !quoted)) {
      const element = trimWhitespace(line.slice(start, index));
      if (element !== '') elements.push(element);
      start = index + 1;
    }
  }
  return elements;
}

/** An element that begins a challenge has a token that no `=` follows: its scheme. */
function splitScheme(element: string): { scheme?: string; rest: string } {
  const end = endOfToken(element, 0);
  const next = skipWhitespace(element, end);
  if (end === 0 || element[next] === '=') return { rest: element };
  return { scheme: element.slice(0, end), rest: element.slice(end) };
}

function addTo(draft: Draft, text: string, first: boolean): boolean {
  if (first && isToken68(text)) {
    draft.token68 = text;
    return true;
  }
  const param = parseParam(text);
  if (param === undefined || draft.token68 !== undefined || param.name in draft.params)
    return false;
  if (draft.params === noParams) draft.params = emptyRecord();
  draft.params[param.name] = param.value;
  return true;
}

function parseParam(text: string): { name: string; value: string } | undefined {
  const nameEnd = endOfToken(text, 0);
  const equals = skipWhitespace(text, nameEnd);
  if (nameEnd === 0 || text[equals] !== '=') return undefined;
  const rest = text.slice(skipWhitespace(text, equals + 1));
  const value = rest.startsWith('"') ? unquote(rest) : rest;
  if (
    value === undefined ||
    (value === rest && (rest === '' || endOfToken(rest, 0) < rest.length))
  ) {
    return undefined;
  }
  return { name: text.slice(0, nameEnd).toLowerCase(), value };
}

/** The value of `text` if all of it is one quoted-string (RFC 9110 §5.6.4). */
function unquote(text: string): string | undefined {
  const parts: string[] = [];
  let start = 1;
  for (let index = 1; index < text.length; index++) {
    if (text[index] === '"') {
      parts.push(text.slice(start, index));
      return index === text.length - 1 ? parts.join('') : undefined;
    }
    if (text[index] === '\\') {
      parts.push(text.slice(start, index));
      start = ++index;
    }
    if (!isQuotable(text.charCodeAt(index))) return undefined;
  }
  return undefined;
}

function trimWhitespace(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return text.slice(skipWhitespace(text, 0), end);
}
