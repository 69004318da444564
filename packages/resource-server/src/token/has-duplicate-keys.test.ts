import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasDuplicateKeys } from './has-duplicate-keys.js';

const duplicates = (json: string): boolean => hasDuplicateKeys(json, JSON.parse(json));

test.each([
  ['a name that is there twice', '{"a":1,"a":2}', true],
  ['the same name, escaped', '{"scope":1,"sc\\u006fpe":2}', true],
  ['space before the colon', '{"a" :1,"a"\t:2}', true],
  ['twice in a nested object', '{"cnf":{"jkt":1,"jkt":2}}', true],
  ['twice in an object in an array', '[[{"a":1,"a":1}]]', true],
  ['twice around a nested object', '{"a":{"b":1},"a":2}', true],
  ['the empty name twice', '{"":1,"":2}', true],
  ['__proto__ twice', '{"__proto__":1,"__proto__":2}', true],
  ['an escaped quote in the name', '{"a\\"":1,"a\\"":2}', true],
  ['one name in two objects', '{"a":{"b":1},"c":{"b":1}}', false],
  ['one name in an object and its parent', '{"a":{"a":1}}', false],
  ['a name as a value', '{"a":"a","b":"a"}', false],
  ['a value that looks like members', '{"a":"\\"a\\":1,{","b":"{\\"a\\":"}', false],
  ['a value that ends with a backslash', '{"a":"\\\\","b":1}', false],
  ['names that differ in case', '{"a":1,"A":2}', false],
  ['no members', '{}', false],
  ['an array of equal strings', '["a","a"]', false],
])('%s', (_, json, expected) => {
  expect(duplicates(json)).toBe(expected);
});

test('takes an object of any depth', () => {
  const depth = 100_000;
  expect(duplicates('{"a":'.repeat(depth) + '1' + '}'.repeat(depth))).toBe(false);
});

test('finds nothing in what JSON.stringify writes, and any name that is added again', () => {
  fc.assert(
    fc.property(fc.json(), fc.string(), fc.jsonValue(), (json, name, value) => {
      expect(duplicates(json)).toBe(false);
      const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
      expect(duplicates(`{${member}, "nested": [${json}]}`)).toBe(name === 'nested');
      expect(duplicates(`[{${member}, "x": ${json}, ${member}}]`)).toBe(true);
    }),
  );
});
