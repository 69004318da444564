import { ScopeSet } from '@stepscope/core';
import { expect, test } from 'vitest';
import { decideShortage, type Shortage } from './decide-shortage.js';

const set = (text: string): ScopeSet => ScopeSet.parse(text);
const asShortage = (
  alternatives: readonly [string, ...string[]],
  { sent = '', held = '', declared = 'a b c', steppedUp = false } = {},
): Shortage => ({
  alternatives: [set(alternatives[0]), ...alternatives.slice(1).map(set)],
  sent: set(sent),
  held: set(held === '' ? sent : held),
  declared: set(declared),
  steppedUp,
});

test.each<[string, Shortage, string]>([
  ['asks for what is missing', asShortage(['a b'], { sent: 'a' }), 'ask for b'],
  ['asks for all', asShortage(['a b']), 'ask for a b'],
  ['gives up what the client did not declare', asShortage(['z']), 'give-up'],
  ['gives up where only part of it is declared', asShortage(['a z']), 'give-up'],
  [
    'does not mind undeclared scopes that are held',
    asShortage(['a z'], { sent: 'z' }),
    'ask for a',
  ],
  ['takes another way where the named one is not declared', asShortage(['z', 'b']), 'ask for b'],
  ['takes the cheapest way', asShortage(['a b', 'c']), 'ask for c'],
  ['between equals takes the one that the API names', asShortage(['b', 'a']), 'ask for b'],
  ['resends what another call has obtained since', asShortage(['a'], { held: 'a' }), 'resend'],
  ['confirms what the token that was sent carries', asShortage(['a'], { sent: 'a' }), 'confirm'],
  [
    'confirms where the session has narrowed since',
    asShortage(['a'], { sent: 'a', held: 'b' }),
    'confirm',
  ],
  ['asks once only', asShortage(['a'], { steppedUp: true }), 'give-up'],
  ['resends once only', asShortage(['a'], { held: 'a', steppedUp: true }), 'give-up'],
  [
    'confirms after a step-up as well',
    asShortage(['a'], { sent: 'a', steppedUp: true }),
    'confirm',
  ],
])('%s', (_, shortage, expected) => {
  const decision = decideShortage(shortage);
  const told = decision.step === 'ask' ? `ask for ${decision.missing.toString()}` : decision.step;
  expect(told).toBe(expected);
});
