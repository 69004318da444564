import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Hands tsc's source maps on, so that the maps of the bundle lead to src/*.ts. */
const sourceMapsOfInputs = {
  name: 'source-maps-of-inputs',
  load(id) {
    if (!existsSync(`${id}.map`)) return null;
    const code = readFileSync(id, 'utf8').replace(`//# sourceMappingURL=${basename(id)}.map`, '');
    return { code, map: JSON.parse(readFileSync(`${id}.map`, 'utf8')) };
  },
};

/** Bundles what `tsc -b` has emitted: one file per export of each published package. */
export default readdirSync('packages')
  .filter((folder) => existsSync(join('packages', folder, 'package.json')))
  .map((folder) => {
    const directory = join('packages', folder);
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const outputs = [
      ...Object.values(manifest.exports).map((target) => target.default),
      ...Object.values(manifest.bin ?? {}),
    ].filter((path) => path?.endsWith('.js'));
    return {
      input: Object.fromEntries(
        [...new Set(outputs)].map((path) => [
          path.replace('./dist/', '').replace(/\.js$/, ''),
          join(directory, path.replace('./dist/', 'build/')),
        ]),
      ),
      external: (id) => !id.startsWith('.') && !id.startsWith('/') && !/^[a-z]:\\/i.test(id),
      plugins: [sourceMapsOfInputs],
      output: {
        dir: join(directory, 'dist'),
        format: 'es',
        sourcemap: true,
        chunkFileNames: '[name]-[hash].js',
        hoistTransitiveImports: false,
      },
      onLog(level, log, handle) {
        handle(level === 'warn' ? 'error' : level, log);
      },
    };
  });
