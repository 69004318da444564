import { ScopeSet } from '../../packages/core/dist/index.js';
import { medians } from './medians.js';

const names = ['files', 'tasks', 'users', 'mail', 'calendar', 'contacts'];
const held = names.flatMap((name) => [`${name}:read`, `${name}:write`]);
const asked = names.flatMap((name) => [`${name}:write`, `${name}:admin`]);

/** A guard's question, whether the token holds a scope, asked of scopes that were read before. */
export async function heldScopes() {
  const scope = held.join(' ');
  const scopeSet = ScopeSet.parse(scope);
  const nativeSet = new Set(scope.split(' '));
  const fast = await medians(
    {
      ours: (times) => count(times, (name) => scopeSet.has(name)),
      native: (times) => countNative(times, (name) => nativeSet.has(name)),
    },
    3_000_000,
  );
  const slow = await medians(
    {
      ours: (times) => count(times, (name) => scopeSet.has(name)),
      split: (times) => countSplit(times, (name) => scope.split(' ').includes(name)),
    },
    100_000,
  );
  return [
    {
      name: 'check of a held ScopeSet',
      metric: 'ns per check',
      ours: fast.ours,
      peers: { 'native Set.has': fast.native },
      bars: { 'native Set.has': 1.5 },
    },
    {
      name: 'check of a held ScopeSet, beside the string',
      metric: 'ns per check',
      ours: slow.ours,
      peers: { "scope.split(' ').includes()": slow.split },
      bars: { "scope.split(' ').includes()": 1 / 5 },
    },
  ];
}

// One loop each: shared by several candidates, it could not be compiled for any of them.

/** @param {number} times @param {(name: string) => boolean} has */
function count(times, has) {
  let found = 0;
  for (let index = 0; index < times; index++) if (has(asked[index % asked.length])) found++;
  return found;
}

/** @param {number} times @param {(name: string) => boolean} has */
function countNative(times, has) {
  let found = 0;
  for (let index = 0; index < times; index++) if (has(asked[index % asked.length])) found++;
  return found;
}

/** @param {number} times @param {(name: string) => boolean} has */
function countSplit(times, has) {
  let found = 0;
  for (let index = 0; index < times; index++) if (has(asked[index % asked.length])) found++;
  return found;
}
