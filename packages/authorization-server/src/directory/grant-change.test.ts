import { ScopeSet } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import { afterConsent, afterRevocation, type GrantState } from './grant-change.js';

const then = new Date('2026-01-01');
const now = new Date('2026-02-02');

function state(granted: string, declined: string, version = 1): GrantState {
  return {
    granted: ScopeSet.parse(granted),
    declined: ScopeSet.parse(declined),
    version,
    since: then,
  };
}

const words = ({ granted, declined, version }: GrantState) =>
  [granted.toString(), declined.toString(), version] as const;

describe('afterConsent', () => {
  test.each([
    ['starts at version 1', undefined, 'a', 'b', ['a', 'b', 1]],
    ['adds to what was granted', state('a', ''), 'b', '', ['a b', '', 1]],
    ['turns a declined scope into a granted one', state('a', 'b'), 'b', '', ['a b', '', 1]],
    ['keeps what it does not mention', state('a', 'b'), '', 'c', ['a', 'b c', 1]],
    ['counts a granted scope that is declined', state('a b', '', 3), '', 'b', ['a', 'b', 4]],
  ] as const)('%s', (_description, before, granted, declined, expected) => {
    const answer = { granted: ScopeSet.parse(granted), declined: ScopeSet.parse(declined) };
    expect(words(afterConsent(before, answer, now))).toEqual(expected);
  });

  test('keeps the day of the first consent while something is granted', () => {
    const answer = { granted: ScopeSet.of('b'), declined: ScopeSet.empty };
    expect(afterConsent(state('a', ''), answer, now).since).toBe(then);
    expect(afterConsent(state('', 'a'), answer, now).since).toBe(now);
  });
});

describe('afterRevocation', () => {
  test.each([
    ['moves a scope to declined', state('a b', ''), 'a', ['b', 'a', 2]],
    ['takes everything back when it names nothing', state('a b', 'c'), undefined, ['', 'a b c', 2]],
    ['changes nothing when nothing of it is granted', state('a', '', 5), 'x', ['a', '', 5]],
  ] as const)('%s', (_description, before, scopes, expected) => {
    const taken = scopes === undefined ? undefined : ScopeSet.parse(scopes);
    expect(words(afterRevocation(before, taken))).toEqual(expected);
  });
});
