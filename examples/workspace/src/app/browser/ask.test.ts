import type { Outcome } from '@stepscope/client';
import { ScopeSet } from '@stepscope/core';
import { expect, test } from 'vitest';
import { announceOutcome } from './ask.js';

test.each<[Outcome['status'], string, string, string[]]>([
  ['granted', 'files:write', '', ['“Edit files” is on.', 'success']],
  [
    'partial',
    'calendar:read',
    'tasks:read',
    ['You allowed “Read the calendar”; “Read tasks” stays off.'],
  ],
  ['denied', '', 'files:write', ['“Edit files” stays off, as you chose.']],
  [
    'dismissed',
    '',
    'files:write tasks:write',
    ['Nothing has changed: “Edit files” and “Edit tasks” is still off.'],
  ],
  [
    'blocked',
    '',
    'files:write',
    ['The browser blocked the window. Allow windows for Coline, or use this page.', 'error'],
  ],
  [
    'unavailable',
    '',
    'files:write',
    [
      '“Edit files” is not available to your account. Ask an administrator of your workspace for a role that includes it.',
      'error',
    ],
  ],
])('puts the outcome %s into words', (status, granted, denied, expected) => {
  const said: unknown[] = [];
  const say = (...args: unknown[]) => void said.push(...args);
  announceOutcome({ say } as never, {
    status,
    granted: ScopeSet.parse(granted),
    denied: ScopeSet.parse(denied),
  });
  expect(said).toEqual(expected);
});
