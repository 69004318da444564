import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecencyList, RecencyNode } from './recency-list.js';

class Named extends RecencyNode {
  readonly name: number;

  constructor(name: number) {
    super();
    this.name = name;
  }
}

function drain(list: RecencyList<Named>): number[] {
  const names: number[] = [];
  for (let item = list.oldest; item !== undefined; item = list.oldest) {
    names.push(item.name);
    list.remove(item);
  }
  return names;
}

test('holds the order of use, as a list that is sorted anew after every step does', () => {
  const step = fc.record({ name: fc.nat(5), action: fc.constantFrom('use', 'remove') });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const items = Array.from({ length: 6 }, (_, name) => new Named(name));
      const list = new RecencyList<Named>();
      let expected: number[] = [];
      for (const { name, action } of steps) {
        list[action as 'use' | 'remove'](items[name]!);
        expected = expected.filter((other) => other !== name);
        if (action === 'use') expected.push(name);
        expect(list.oldest?.name).toBe(expected[0]);
      }
      expect(drain(list)).toEqual(expected);
    }),
  );
});
