import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { emittedJavaScript } from '../../../examples/workspace/src/app/emitted-java-script.js';

/** The scripts of the page by file name, `app.js` first of all. */
export type PageScripts = Readonly<Record<string, string>>;

/** Bundles the application with the SDK as it is built. */
export async function bundlePage(): Promise<PageScripts> {
  const build = await rollup({
    input: fileURLToPath(new URL('app.js', import.meta.url)),
    plugins: [
      nodeResolve({ browser: true, exportConditions: ['@stepscope/source', 'browser', 'default'] }),
      emittedJavaScript(),
    ],
  });
  const { output } = await build.generate({ format: 'es' });
  const chunks = output.filter((file) => file.type === 'chunk');
  return Object.fromEntries(chunks.map(({ fileName, code }) => [fileName, code]));
}
