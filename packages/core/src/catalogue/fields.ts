import type { CoreProblem } from '../core-error.js';
import { formatPath, type Path } from '../support/format-path.js';
import { frozenMap } from '../support/frozen-map.js';
import { nearestName } from '../support/nearest-name.js';

/** Past this many problems names are no longer guessed: a guess looks at every name. */
const MAX_GUESSES = 20;

/**
 * Returns a frozen copy of a value, or adds a problem and returns `undefined`. `path` is shared by all
 * readers and leads to the value while one runs.
 */
export type Reader<T> = (
  value: unknown,
  path: (string | number)[],
  problems: CoreProblem[],
) => T | undefined;

/** One reader per field of `T`. */
export type Readers<T> = { readonly [Field in keyof T]-?: Reader<T[Field]> };

/** Reads an object whose fields are all known; those in `required` must be there. */
export function object<T extends object>(
  readers: Readers<T>,
  required: readonly (keyof T & string)[] = [],
): Reader<T> {
  const known = new Map<string, Reader<unknown>>(Object.entries(readers));
  const rule = `one of ${[...known.keys()].join(', ')}`;
  return (value, path, problems) => {
    if (!isRecord(value)) return refuse(problems, path, value, 'an object');
    const copy: Record<string, unknown> = {};
    for (const field of required) {
      if (value[field] === undefined) {
        refuse(problems, [...path, field], undefined, 'given', 'Add it.');
      }
    }
    for (const field of Object.keys(value)) {
      const content = value[field];
      if (content === undefined) continue;
      const read = known.get(field);
      path.push(field);
      if (read === undefined) {
        const fix = guess(field, known.keys(), problems) ?? 'Remove it.';
        refuseField(problems, path, rule, fix);
      } else {
        const clean = read(content, path, problems);
        if (clean !== undefined) copy[field] = clean;
      }
      path.pop();
    }
    return Object.freeze(copy) as T;
  };
}

/** Reads an object of any keys whose values are alike as a map; `readKey` may refuse a key. */
export function map<T>(
  read: Reader<T>,
  readKey: Reader<string> = text,
): Reader<ReadonlyMap<string, T>> {
  return (value, path, problems) => {
    if (!isRecord(value)) return refuse(problems, path, value, 'an object');
    const entries = new Map<string, T>();
    for (const key of Object.keys(value)) {
      path.push(key);
      if (readKey(key, path, problems) !== undefined) {
        const clean = read(value[key], path, problems);
        if (clean !== undefined) entries.set(key, clean);
      }
      path.pop();
    }
    return frozenMap(entries);
  };
}

/** The same as a frozen object. */
export function record<T>(
  read: Reader<T>,
  readKey?: Reader<string>,
): Reader<{ readonly [key: string]: T }> {
  const readMap = map(read, readKey);
  return (value, path, problems) => {
    const entries = readMap(value, path, problems);
    // Not by assignment: `__proto__` is a key like any other.
    return entries && Object.freeze(Object.fromEntries(entries));
  };
}

export function list<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, path, problems) => {
    if (!Array.isArray(value)) return refuse(problems, path, value, 'an array');
    const clean = value.map((item, index) => {
      path.push(index);
      const copy = read(item, path, problems);
      path.pop();
      return copy;
    });
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

function refuseField(problems: CoreProblem[], path: Path, known: string, fix: string): void {
  const place = formatPath(path);
  const problem = `${place} is not a field of a catalogue.`;
  problems.push({ code: 'INVALID_CATALOGUE', place, problem, rule: `Here it is ${known}.`, fix });
}

function nounFor(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return `a ${typeof value}`;
  return value.length > 40 ? 'a string' : JSON.stringify(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
