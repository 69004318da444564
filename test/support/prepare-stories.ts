import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundleApp } from '../../examples/workspace/src/app/bundle-app.js';
import { hasChromium } from './chromium.js';
import { compile } from './compile.js';
import { copyFreshDatabase } from './fresh-database.js';
import { startSystem } from './start-system.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A state directory in which everything has been created and nothing has happened. */
    readonly freshState: string;
  }
}

/**
 * Runs once before the stories: compiles and bundles the browser app, so that they test today's
 * sources, and creates the databases, which every file then copies.
 */
export default async function prepareStories(project: TestProject): Promise<() => Promise<void>> {
  const freshState = await mkdtemp(join(tmpdir(), 'stepscope-stories-'));
  project.provide('freshState', freshState);
  if (hasChromium) {
    compile('examples/workspace', 'examples/first-steps', 'packages/testing');
    await bundleApp();
    for (const database of ['.', 'api']) await copyFreshDatabase(join(freshState, database));
    const { system } = await startSystem(freshState);
    await system.close();
  }
  return () => rm(freshState, { recursive: true, force: true });
}
