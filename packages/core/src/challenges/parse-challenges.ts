import type { Challenge } from './challenge.js';
import { isTokenCharacter } from './grammar.js';

/**
 * The challenges of a `WWW-Authenticate` header: one line, several lines, or lines that `fetch` has
 * joined with commas (RFC 9110 §11.6.1). Never throws and takes linear time; the header is untrusted.
 * A challenge that repeats a parameter or breaks the grammar is dropped, and so is everything that
 * follows a quoted string without an end.
 */
export function parseChallenges(
  header: string | readonly string[] | null | undefined,
): Challenge[] {
  const lines = typeof header === 'string' ? [header] : Array.isArray(header) ? header : [];
  return lines.flatMap((line) => (typeof line === 'string' ? parseLine(line) : []));
}

interface OpenChallenge {
  scheme: string;
  params: Record<string, string>;
  token68?: string;
  broken: boolean;
}

function parseLine(line: string): Challenge[] {
  const found: OpenChallenge[] = [];
  let position = 0;

  const skipWhitespace = (): void => {
    while (line[position] === ' ' || line[position] === '\t') position++;
  };
  const readToken = (): string => {
    const start = position;
    while (position < line.length && isTokenCharacter(line.charCodeAt(position))) position++;
    return line.slice(start, position);
  };
  /** The value of a quoted string, or undefined where it does not end. */
  const readQuotedString = (): string | undefined => {
    const parts: string[] = [];
    position++;
    let start = position;
    while (position < line.length) {
      if (line[position] === '"') {
        parts.push(line.slice(start, position));
        position++;
        return parts.join('');
      }
      if (line[position] === '\\') {
        parts.push(line.slice(start, position));
        position++;
        start = position;
      }
      position++;
    }
    return undefined;
  };
  const atElementEnd = (): boolean => {
    skipWhitespace();
    return position >= line.length || line[position] === ',';
  };
  const skipElement = (): boolean => {
    while (position < line.length && line[position] !== ',') {
      if (line[position] !== '"') position++;
      else if (readQuotedString() === undefined) return false;
    }
    return true;
  };

  while (position < line.length) {
    skipWhitespace();
    if (line[position] === ',') {
      position++;
      continue;
    }
    const elementStart = position;
    let name = readToken();
    let current = found.at(-1);
    const afterName = position;
    skipWhitespace();

    if (name !== '' && line[position] !== '=') {
      // A scheme, alone or before its first parameter. BWS is allowed before "=", so that a token
      // followed by spaces and "=" is a parameter, never a scheme.
      current = {
        scheme: name,
        params: Object.create(null) as Record<string, string>,
        broken: false,
      };
      found.push(current);
      if (atElementEnd()) continue;
      if (position === afterName) {
        current.broken = true;
        if (!skipElement()) return closed(found.slice(0, -1));
        continue;
      }
      const valueStart = position;
      const token68 = readToken68(line, position);
      if (token68 !== undefined) {
        position += token68.length;
        if (atElementEnd()) {
          current.token68 = token68;
          continue;
        }
        position = valueStart;
      }
      name = readToken();
      skipWhitespace();
    }

    if (current === undefined || name === '' || line[position] !== '=') {
      if (current !== undefined) current.broken = true;
      position = Math.max(position, elementStart);
      if (!skipElement()) return closed(found.slice(0, -1));
      continue;
    }
    position++;
    skipWhitespace();
    const value = line[position] === '"' ? readQuotedString() : readToken();
    if (value === undefined) return closed(found.slice(0, -1));
    const key = name.toLowerCase();
    const quoted = line[position - 1] === '"';
    if (key in current.params || current.token68 !== undefined || (value === '' && !quoted)) {
      current.broken = true;
    } else {
      current.params[key] = value;
    }
    if (!atElementEnd()) {
      current.broken = true;
      if (!skipElement()) return closed(found.slice(0, -1));
    }
  }
  return closed(found);
}

/** token68 of RFC 9110 §11.2 at `start`, or undefined. A parameter such as `a=b` is not one. */
function readToken68(line: string, start: number): string | undefined {
  let end = start;
  while (end < line.length && /[A-Za-z0-9\-._~+/]/.test(line[end]!)) end++;
  if (end === start) return undefined;
  while (line[end] === '=') end++;
  return line.slice(start, end);
}

function closed(found: readonly OpenChallenge[]): Challenge[] {
  return found
    .filter(({ broken }) => !broken)
    .map(({ scheme, params, token68 }) =>
      token68 === undefined ? { scheme, params } : { scheme, params, token68 },
    );
}
