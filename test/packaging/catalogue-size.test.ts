import { resolve } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { minifiedChunks } from './minified-chunks.js';

const core = JSON.stringify(resolve('packages/core/dist/index.js'));

test('defineCatalogue is at most 7.3 kB of an application, minified and gzipped', async () => {
  const chunks = await minifiedChunks(`export { defineCatalogue } from ${core};`);
  const bytes = chunks.reduce((sum, { gzipped }) => sum + gzipped, 0);
  process.stdout.write(`defineCatalogue: ${bytes} bytes gzipped\n`);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(7290);
});
