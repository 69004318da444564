import type { CoreProblem } from '../core-error.js';
import { formatPath, type Path } from '../support/format-path.js';
import { nearestName } from '../support/nearest-name.js';

/** Past this many problems names are no longer guessed: a guess looks at every name. */
const MAX_GUESSES = 20;

/** Returns a frozen copy of a value, or adds a problem and returns `undefined`. */
export type Reader<T> = (value: unknown, path: Path, problems: CoreProblem[]) => T | undefined;

/** One reader per field of `T`. */
export type Readers<T> = { readonly [Field in keyof T]-?: Reader<T[Field]> };

/** Reads an object whose fields are all known; those in `required` must be there. */
export function object<T extends object>(
  readers: Readers<T>,
  required: readonly (keyof T & string)[] = [],
): Reader<T> {
  const known = new Map<string, Reader<unknown>>(Object.entries(readers));
  return (value, path, problems) => {
    if (!isRecord(value)) return refuse(problems, path, value, 'an object');
    const copy: Record<string, unknown> = {};
    for (const field of required) {
      if (value[field] === undefined) {
        refuse(problems, [...path, field], undefined, 'given', 'Add it.');
      }
    }
    for (const [field, content] of Object.entries(value)) {
      if (content === undefined) continue;
      const read = known.get(field);
      if (read === undefined) {
        const fix = guess(field, known.keys(), problems) ?? 'Remove it.';
        refuse(problems, [...path, field], content, `one of ${[...known.keys()].join(', ')}`, fix);
        continue;
      }
      const clean = read(content, [...path, field], problems);
      if (clean !== undefined) copy[field] = clean;
    }
    return Object.freeze(copy) as T;
  };
}

/** Reads an object of any keys whose values are alike; `readKey` may refuse a key. */
export function record<T>(
  read: Reader<T>,
  readKey: Reader<string> = text,
): Reader<{ readonly [key: string]: T }> {
  return (value, path, problems) => {
    if (!isRecord(value)) return refuse(problems, path, value, 'an object');
    const entries: [string, T][] = [];
    for (const [key, content] of Object.entries(value)) {
      const at = [...path, key];
      if (readKey(key, at, problems) === undefined) continue;
      const clean = read(content, at, problems);
      if (clean !== undefined) entries.push([key, clean]);
    }
    // Not by assignment: `__proto__` is a key like any other.
    return Object.freeze(Object.fromEntries(entries));
  };
}

export function list<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, path, problems) => {
    if (!Array.isArray(value)) return refuse(problems, path, value, 'an array');
    const clean = value.map((item, index) => read(item, [...path, index], problems));
    return clean.includes(undefined) ? undefined : Object.freeze(clean as T[]);
  };
}

export const text: Reader<string> = (value, path, problems) =>
  typeof value === 'string' && value.trim() !== ''
    ? value
    : refuse(problems, path, value, 'a string that is not blank');

export const flag: Reader<boolean> = (value, path, problems) =>
  typeof value === 'boolean' ? value : refuse(problems, path, value, 'true or false');

export function oneOf<T extends string>(...values: readonly T[]): Reader<T> {
  return (value, path, problems) =>
    values.find((known) => known === value) ??
    refuse(problems, path, value, `one of ${values.join(', ')}`);
}

export function matching(pattern: RegExp, what: string): Reader<string> {
  return (value, path, problems) =>
    typeof value === 'string' && pattern.test(value) ? value : refuse(problems, path, value, what);
}

/** "Did you mean …?" for a name that is not among `candidates`, if one of them is near. */
export function guess(
  name: string,
  candidates: Iterable<string>,
  problems: readonly CoreProblem[] = [],
): string | undefined {
  const nearest = problems.length < MAX_GUESSES ? nearestName(name, candidates) : undefined;
  return nearest === undefined ? undefined : `Did you mean "${nearest}"?`;
}

function refuse(
  problems: CoreProblem[],
  path: Path,
  value: unknown,
  what: string,
  fix = 'Change it.',
): undefined {
  const place = path.length === 0 ? 'catalogue' : formatPath(path);
  const problem = `${place} is ${nounFor(value)}.`;
  problems.push({ code: 'INVALID_CATALOGUE', place, problem, rule: `It must be ${what}.`, fix });
  return undefined;
}

function nounFor(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return `the ${typeof value} ${String(value)}`;
  return value.length > 40 ? 'a string' : JSON.stringify(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
