import type { CoreProblem } from '../core-error.js';
import { firstBadCharacter } from './is-scope.js';

/**
 * Why `value`, for which `isScope` is false, is no scope-token. `place` is where it stands; left out
 * for a part of a text that begins at `offset`.
 */
export function scopeProblem(value: unknown, place?: string, offset = 0): CoreProblem {
  let at = place ?? `position ${offset}`;
  let problem = `A scope is a string, got ${typeof value}.`;
  let fix = 'Pass its name.';
  if (value === '') {
    problem = `Empty scope at ${at}.`;
    fix = 'Remove a space too many, or name the scope.';
  } else if (typeof value === 'string') {
    const bad = firstBadCharacter(value);
    const code = value.charCodeAt(bad).toString(16).toUpperCase().padStart(4, '0');
    at = `${place === undefined ? '' : `${place}, `}position ${offset + bad}`;
    problem = `Character U+${code} at ${at} is not allowed in a scope.`;
    fix = code === '0020' ? 'Pass the scopes one by one.' : 'Remove it.';
  }
  const rule = `A scope is printable ASCII without '"' and '\\', one space between two (RFC 6749 §3.3).`;
  return { code: 'INVALID_SCOPE', place: at, problem, rule, fix };
}
