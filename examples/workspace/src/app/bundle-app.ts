import { cp, rm } from 'node:fs/promises';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { bundleDirectory } from './bundle-directory.js';
import { emittedJavaScript } from './emitted-java-script.js';

// This file is two folders below the example, in src as in build.
const example = new URL('../../', import.meta.url);

/**
 * Bundles the browser app out of what `tsc -b` has emitted for it and for the packages that it uses,
 * so run `tsc -b` first. Warnings of the bundler are errors.
 */
export async function bundleApp(): Promise<void> {
  const bundle = await rollup({
    input: { app: new URL('build/app/browser/main.js', example).pathname },
    plugins: [
      nodeResolve({ browser: true, exportConditions: ['@stepscope/source', 'browser', 'default'] }),
      emittedJavaScript(),
    ],
    onLog(level, log, handle) {
      handle(level === 'warn' ? 'error' : level, log);
    },
  });
  await rm(bundleDirectory, { recursive: true, force: true });
  await bundle.write({
    dir: bundleDirectory.pathname,
    format: 'es',
    sourcemap: true,
    chunkFileNames: '[name]-[hash].js',
  });
  await bundle.close();
  await cp(new URL('src/app/public/', example), bundleDirectory, { recursive: true });
}
