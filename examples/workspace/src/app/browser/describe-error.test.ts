import {
  ForbiddenError,
  InsufficientScopeError,
  ReplayRefusedError,
  SignInRequiredError,
} from '@stepscope/client';
import { ScopeSet } from '@stepscope/core';
import { expect, test } from 'vitest';
import { ApiError } from './api-error.js';
import { describeError, toneOf } from './describe-error.js';

const needed = ScopeSet.of('tasks:write');
const lacking = { required: needed, granted: ScopeSet.empty, missing: needed };

test.each([
  [
    'a permission that was refused',
    new InsufficientScopeError({ ...lacking, outcome: 'denied' }),
    'Could not save: “Edit tasks” is not allowed for Coline.',
  ],
  [
    'a permission that nobody asked for, because it was refused before',
    new InsufficientScopeError(lacking),
    'Could not save: “Edit tasks” is not allowed for Coline.',
  ],
  [
    'a permission that the account cannot have',
    new InsufficientScopeError({ ...lacking, outcome: 'unavailable' }),
    'Could not save: “Edit tasks” is not available to your account. Ask an administrator of your workspace for a role that includes it.',
  ],
  [
    'a window that was blocked',
    new InsufficientScopeError({ ...lacking, outcome: 'blocked' }),
    'Could not save: the browser blocked the window that asks for “Edit tasks”.',
  ],
  [
    'a page that is leaving',
    new InsufficientScopeError({ ...lacking, outcome: 'redirecting' }),
    undefined,
  ],
  [
    'a rule that is not about scopes',
    new ForbiddenError(needed),
    'Could not save: a rule of the workspace forbids it, whatever you allow Coline.',
  ],
  [
    'a call that was not repeated',
    new ReplayRefusedError('POST', 'method'),
    'Could not save: you can do it now – press the button once more.',
  ],
  ['a session that ended', new SignInRequiredError(), 'Could not save: sign in again.'],
  [
    'a refusal with a reason',
    new ApiError(409, 'The file has changed since.'),
    'Could not save: The file has changed since.',
  ],
  [
    'a network that is down',
    new TypeError('Failed to fetch'),
    'Could not save: the workspace cannot be reached right now. Try again in a moment.',
  ],
])('puts into words: %s', (_, error, expected) => {
  expect(describeError('Could not save', error)).toBe(expected);
});

test.each([
  [
    'what the user declined',
    new InsufficientScopeError({ ...lacking, outcome: 'denied' }),
    'neutral',
  ],
  [
    'what the user allowed in part',
    new InsufficientScopeError({ ...lacking, outcome: 'partial' }),
    'neutral',
  ],
  ['a “no” of earlier', new InsufficientScopeError(lacking), 'neutral'],
  [
    'a window that was blocked',
    new InsufficientScopeError({ ...lacking, outcome: 'blocked' }),
    'error',
  ],
  ['a rule that is not about scopes', new ForbiddenError(needed), 'error'],
  ['a network that is down', new TypeError('Failed to fetch'), 'error'],
])('gives the tone to %s', (_, error, expected) => {
  expect(toneOf(error)).toBe(expected);
});
