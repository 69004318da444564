import { expect, test } from 'vitest';
import { formatPath } from './format-path.js';

test.each([
  [['scopes', 'files:read', 'implies', 2], 'scopes["files:read"].implies[2]'],
  [['scopes', 'a"b\n'], String.raw`scopes["a\"b\n"]`],
  [['__proto__', 'x'], '__proto__.x'],
  [['0', 0], '["0"][0]'],
  [[], ''],
])('writes %j as %s', (path, expected) => {
  expect(formatPath(path)).toBe(expected);
});
