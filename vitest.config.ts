import { availableParallelism } from 'node:os';
import process from 'node:process';
import { defineConfig } from 'vitest/config';

/** The soak runs tests again with other versions: msw 3 wants Node 22 or newer, Express 4 is older. */
const alias = [
  ...(process.env['MSW'] === '3' ? [{ find: /^msw(?=\/|$)/, replacement: 'msw-3' }] : []),
  ...(process.env['EXPRESS'] === '4' ? [{ find: /^express$/, replacement: 'express-4' }] : []),
];
const resolve = { conditions: ['@stepscope/source'], alias };
const ssr = { resolve };

/** The tests that stand beside the sources of these folders. */
const testsOf = (...folders: readonly string[]): string[] =>
  folders.map((folder) => `${folder}/src/**/*.test.ts`);
const browserTests = testsOf('packages/{client,react,testing}', 'examples/first-steps');

/** Files start faster in threads than in processes of their own. */
const unit = { pool: 'threads', testTimeout: 60_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    // vitest leaves one core to itself, which of two is half the machine.
    maxWorkers: availableParallelism(),
    projects: [
      {
        resolve,
        ssr,
        test: {
          // Files share what they import, which saves half the time.
          ...unit,
          name: 'unit-server',
          include: [...testsOf('packages/*', 'examples/*'), 'test/seed-documents/**/*.test.ts'],
          exclude: browserTests,
          isolate: false,
        },
      },
      {
        resolve,
        ssr,
        test: {
          // Each file by itself: they put modules and globals of browsers in the place of others.
          ...unit,
          name: 'unit-browser',
          include: browserTests,
        },
      },
      {
        test: {
          name: 'packaging',
          include: ['test/{packaging,command}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          // After the others: reads which rows the tests that passed cite.
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
        },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'stories',
          // Files share one Chromium and one demo.
          isolate: false,
          include: ['test/stories/**/*.test.ts'],
          globalSetup: ['test/support/prepare-stories.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          // The stories again, where they can be told, at authorization servers of other people.
          name: 'interop',
          isolate: false,
          include: ['test/interop/**/*.test.ts'],
          globalSetup: ['test/support/prepare-interop.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
