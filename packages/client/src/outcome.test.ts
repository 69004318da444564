import { ScopeSet } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import { decideOutcome, outcomeOf } from './outcome.js';

const a = ScopeSet.of('a');
const b = ScopeSet.of('b');
const ab = ScopeSet.of('a', 'b');
const none = ScopeSet.empty;

describe('decideOutcome', () => {
  test.each([
    ['all that is needed came', { needed: ab, before: none, after: ab }, 'granted'],
    ['it was there before', { needed: a, before: a, after: a }, 'granted'],
    ['some of it came', { needed: ab, before: none, after: a }, 'partial'],
    ['nothing came', { needed: ab, before: none, after: none }, 'denied'],
    ['what was there before is not new', { needed: ab, before: a, after: a }, 'denied'],
    ['something else came', { needed: a, before: none, after: b }, 'denied'],
    ['something was lost', { needed: ab, before: a, after: none }, 'denied'],
    [
      'the server cannot grant it',
      { needed: a, before: none, after: none, unavailable: a },
      'unavailable',
    ],
    [
      'the server cannot grant one, the user denied the other',
      { needed: ab, before: none, after: none, unavailable: a },
      'denied',
    ],
    [
      'the server cannot grant one, the other came',
      { needed: ab, before: none, after: b, unavailable: a },
      'partial',
    ],
    [
      'the user said no',
      { needed: a, before: none, after: none, error: 'access_denied' },
      'denied',
    ],
    [
      'the server does not know the scope',
      { needed: a, before: none, after: none, error: 'invalid_scope' },
      'unavailable',
    ],
    [
      'it came by another way before the user said no',
      { needed: a, before: none, after: a, error: 'access_denied' },
      'granted',
    ],
  ])('%s', (_, facts, status) => {
    expect(decideOutcome({ unavailable: none, ...facts }).status).toBe(status);
  });

  test('names what of the need is held and what is not', () => {
    const outcome = decideOutcome({
      needed: ab,
      before: none,
      after: ScopeSet.of('a', 'c'),
      unavailable: none,
    });
    expect(outcome.granted.toString()).toBe('a');
    expect(outcome.denied.toString()).toBe('b');
  });
});

test('outcomeOf names what of the need is held', () => {
  const outcome = outcomeOf('dismissed', ab, a);
  expect([outcome.status, ...[outcome.granted, outcome.denied].map(String)]).toEqual([
    'dismissed',
    'a',
    'b',
  ]);
});
