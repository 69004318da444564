import { defineCatalogue } from '../../packages/core/dist/index.js';
import { medians } from './medians.js';

/** Whether a catalogue that is ten times as large takes about ten times as long to load. */
export async function catalogueSize() {
  const [small, large] = [definitionOf(10_000), definitionOf(100_000)];
  const { ours, tenSmaller } = await medians(
    {
      ours: () => defineCatalogue(large),
      // As much work in all, so that garbage and caches cost both alike.
      tenSmaller: () => {
        for (let load = 1; load < 10; load++) defineCatalogue(small);
        return defineCatalogue(small);
      },
    },
    1,
    { sweep: true },
  );
  return [
    {
      name: 'catalogue of 100 000 scopes and 100 000 actions',
      metric: 'ms to load',
      ours: ours / 1e6,
      peers: { '10 000 each': tenSmaller / 1e7 },
      bars: { '10 000 each': 15 },
    },
  ];
}

/** Every tenth scope implies two others, and every other action offers two ways. @param {number} size */
function definitionOf(size) {
  const names = Array.from({ length: size }, (_, index) => `resource${index}:read`);
  return {
    scopes: Object.fromEntries(
      names.map((name, index) => [
        name,
        {
          title: `Read resource ${index}`,
          description: 'What an API treats this scope as granting.',
          category: `Category ${index % 50}`,
          implies: index % 10 === 0 ? names.slice(index + 1, index + 3) : [],
        },
      ]),
    ),
    actions: Object.fromEntries(
      names.map((name, index) => [
        `resource${index}.read`,
        {
          title: `Read resource ${index}`,
          requires:
            index % 2 === 0
              ? name
              : { anyOf: [name, { allOf: [names[index - 1], names[(index * 7) % size]] }] },
        },
      ]),
    ),
  };
}
