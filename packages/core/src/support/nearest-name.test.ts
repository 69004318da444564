import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.js';

test.each([
  ['files:raed', ['files:read', 'files:write'], 'files:read'],
  ['file:write', ['files:read', 'files:write'], 'files:write'],
  ['zzz', ['files:read'], undefined],
  ['a', [], undefined],
])('the name nearest to %s among %j is %s', (name, candidates, expected) => {
  expect(nearestName(name, candidates)).toBe(expected);
});
