import { assertList } from './assert-list.js';

/** How many letters of candidates are compared before the search ends: some 50 ms of work. */
const MAX_COMPARISONS = 10_000_000;
const MAX_LENGTH = 128;

/**
 * The candidate with the smallest edit distance to `name`, or `undefined` where even the best one
 * differs in more than half of the letters, or `name` is longer than 128. Used to finish "did you
 * mean …?"; among very many candidates only the first ones are looked at.
 * @throws {CoreError} `INVALID_ARGUMENT` for candidates that are no list.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  assertList(candidates, 'candidates', 'names');
  if (typeof name !== 'string' || name.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  let bestDistance = Math.floor(name.length / 2) + 1;
  let comparisons = 0;
  for (const candidate of candidates) {
    if (typeof candidate !== 'string' || Math.abs(candidate.length - name.length) >= bestDistance)
      continue;
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
    comparisons += name.length * candidate.length;
    if (comparisons > MAX_COMPARISONS) break;
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
