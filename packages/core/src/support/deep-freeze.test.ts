import { expect, test } from 'vitest';
import { deepFreeze } from '../index.js';

test('freezes what is inside, at any depth, and answers with the same object', () => {
  const value = { list: [{ name: 'a' }], text: 'b', nothing: null };
  expect(deepFreeze(value)).toBe(value);
  expect(() => Object.assign(value, { text: 'c' })).toThrow(TypeError);
  expect(() => value.list.push({ name: 'c' })).toThrow(TypeError);
  expect(() => Object.assign(value.list[0]!, { name: 'c' })).toThrow(TypeError);
});

test.each(['text', 1, true, null, undefined])('answers with %s as it is', (value) => {
  expect(deepFreeze(value)).toBe(value);
});
