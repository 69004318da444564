import type { TestProject } from 'vitest/node';
import { bundlePage, type PageScripts } from '../interop/page/bundle-page.js';
import { hasChromium } from './chromium.js';
import { compile } from './compile.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The page of the stories at foreign servers, bundled. */
    readonly interopPage: PageScripts;
  }
}

/** Runs once before the stories at foreign servers: compiles and bundles, so that they test today's sources. */
export default async function prepareInterop(project: TestProject): Promise<void> {
  if (!hasChromium) return;
  compile('packages/client');
  project.provide('interopPage', await bundlePage());
}
