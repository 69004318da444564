import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toldStories } from './told-stories.js';

const stories = new URL('../stories/', import.meta.url);

/** The titles of the stories in the sources of a folder. */
function titlesIn(folder: URL): string[] {
  const sources = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  return sources.flatMap((name) => {
    const source = readFileSync(new URL(name, folder), 'utf8');
    const calls = source.matchAll(/^ *(?:story|test)\(\s*(['`])(.*?)\1/gms);
    return [...calls].map(([, , title = '']) => title);
  });
}

test('every story stands in the table: told here, or left out for a reason', () => {
  const told = toldStories.map(({ title }) => title);
  expect(told.toSorted()).toEqual(titlesIn(stories).toSorted());
});

test('the files that the table names tell stories', () => {
  const named = new Set(toldStories.flatMap((told) => ('here' in told ? [told.here] : [])));
  const files = readdirSync(new URL('.', import.meta.url));
  expect([...named].filter((name) => !files.includes(`${name}.test.ts`))).toEqual([]);
});
