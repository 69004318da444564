import type { CoreProblem } from '../core-error.js';
import { firstBadCharacter } from './is-scope.js';

/**
 * Why `value`, for which `isScope` is false, is no scope-token. `place` is where it stands; left out
 * for a part of a text that begins at `offset`.
 */
export function scopeProblem(value: unknown, place?: string, offset = 0): CoreProblem {
  const describe = (problem: string, fix: string, at = place ?? `position ${offset}`) => ({
    code: 'INVALID_SCOPE' as const,
    place: at,
    problem,
    rule: `A scope is printable ASCII without space, '"' and '\\' (RFC 6749 §3.3).`,
    fix,
  });
  if (typeof value !== 'string') {
    return describe(`A scope is a string, got ${typeof value}.`, 'Pass its name.');
  }
  if (value === '') {
    return describe('A scope has at least one character.', 'Name it, or leave it out.');
  }
  const bad = firstBadCharacter(value);
  const code = value.charCodeAt(bad).toString(16).toUpperCase().padStart(4, '0');
  const at = `${place === undefined ? '' : `${place}, `}position ${offset + bad}`;
  return describe(`Character U+${code} at ${at} is not allowed in a scope.`, 'Remove it.', at);
}
