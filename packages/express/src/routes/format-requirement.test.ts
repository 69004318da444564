import { allOf, anyOf, type Requirement } from '@stepscope/core';
import { expect, test } from 'vitest';
import { formatRequirement } from './format-requirement.js';

test.each<[Requirement, string]>([
  ['a', 'a'],
  [allOf('a'), 'a'],
  [allOf('a', 'b'), 'a and b'],
  [anyOf('a', allOf('b', 'c')), 'a or (b and c)'],
  [allOf(anyOf('a', 'b'), allOf('c')), '(a or b) and c'],
  [anyOf(allOf(anyOf('a', 'b'))), 'a or b'],
])('writes %j as %s', (requirement, expected) => {
  expect(formatRequirement(requirement)).toBe(expected);
});
