import { nodeResolve } from '@rollup/plugin-node-resolve';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rollup, type Plugin } from 'rollup';
import { emittedJavaScript } from '../../examples/workspace/src/app/emitted-java-script.js';

/** What a page imports is found where the client's own tests find it. */
const client = new URL('../../packages/client/', import.meta.url);

/** The script of a page that uses the client, in one file. */
export async function bundlePage(script: URL, plugins: readonly Plugin[] = []): Promise<string> {
  const source = await readFile(script, 'utf8');
  const entry = fileURLToPath(new URL('app.js', client));
  const build = await rollup({
    input: entry,
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? source : null),
      },
      ...plugins,
      nodeResolve({ browser: true, exportConditions: ['@stepscope/source', 'browser', 'default'] }),
      emittedJavaScript(),
    ],
    logLevel: 'silent',
  });
  const { output } = await build.generate({ format: 'es', inlineDynamicImports: true });
  await build.close();
  return output[0].code;
}
