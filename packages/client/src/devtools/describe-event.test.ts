import { ScopeSet } from '@stepscope/core';
import { expect, test } from 'vitest';
import type { LogEvent } from '../log-event.js';
import { describeEvent, type HeardEvent } from './describe-event.js';

const resource = 'https://api.example';
const read = ScopeSet.of('files:read');
const call = { resource, method: 'GET', path: '/files' };
const asked = { type: 'asked', resource, scopes: read, signInAgain: false, byUser: false } as const;

const table: readonly [LogEvent | HeardEvent, string][] = [
  [
    {
      type: 'authorization-started',
      purpose: 'step-up',
      via: 'popup',
      issuer: 'https://login.example',
      requested: { [resource]: read },
      pushed: true,
    },
    'Authorization started: step-up by popup at https://login.example, pushed; requested files:read (plain)',
  ],
  [
    { type: 'authorization-ended', purpose: 'sign-in', granted: { [resource]: ScopeSet.empty } },
    'Authorization ended: sign-in; granted none (good)',
  ],
  [
    { type: 'authorization-ended', purpose: 'step-up', error: 'access_denied' },
    'Authorization ended: step-up: access_denied (bad)',
  ],
  [{ type: 'refreshed', resource, granted: read }, 'Refresh: granted files:read (good)'],
  [
    { type: 'refreshed', resource, granted: undefined },
    'Refresh: refused: the sign-in is over (bad)',
  ],
  [
    { type: 'call-refused', ...call, reason: 'insufficient-scope', needed: read },
    'Challenge: GET /files: insufficient-scope; it needs files:read (bad)',
  ],
  [
    { type: 'call-refused', ...call, reason: 'invalid-token', needed: ScopeSet.empty },
    'Challenge: GET /files: invalid-token (bad)',
  ],
  [{ type: 'call-repeated', ...call }, 'Call repeated: GET /files (plain)'],
  [{ ...asked, asked: true }, 'Prompt: because of a challenge; missing files:read (plain)'],
  [
    { ...asked, asked: true, byUser: true },
    'Prompt: the application asked for it; missing files:read (plain)',
  ],
  [
    { ...asked, asked: true, signInAgain: true, scopes: ScopeSet.empty },
    'Prompt: because of a challenge, to sign in again (plain)',
  ],
  [
    { ...asked, asked: false },
    'No prompt: a challenge may not ask for what is denied, unavailable or was asked for lately files:read (bad)',
  ],
  [{ type: 'answered', resource, outcome: 'granted' }, 'Outcome: granted (good)'],
  [{ type: 'answered', resource, outcome: 'partial' }, 'Outcome: partial (bad)'],
  [{ type: 'answered', resource, outcome: 'dismissed' }, 'Outcome: dismissed (plain)'],
  [{ type: 'denied', resource, scopes: read }, 'Denied: and remembered files:read (bad)'],
  [{ type: 'revoked', resource, scopes: read }, 'Revoked: taken back elsewhere files:read (bad)'],
  [{ type: 'signed-out', reason: 'ended' }, 'Signed out: ended (plain)'],
];

test.each(table)('%o is told in words', (event, expected) => {
  const { title, detail, scopes, tone } = describeEvent(event);
  const told = scopes.map((some) => ` ${some.scopes.toString() || 'none'}`).join('');
  expect(`${title}: ${detail}${told} (${tone})`).toBe(expected);
  for (const some of scopes) expect(some.resource).toBe(resource);
});
