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

/** Builds dist/ of each published package from what `tsc -b` has emitted. */
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
        // One file per module, beside its types: unused modules drop out of any bundler's output.
        preserveModules: true,
        preserveModulesRoot: join(directory, 'build'),
      },
      onLog(level, log, handle) {
        handle(level === 'warn' ? 'error' : level, log);
      },
    };
  });
