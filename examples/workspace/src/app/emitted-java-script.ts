import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ExistingRawSourceMap, Plugin } from 'rollup';

/**
 * A rollup plugin for this workspace: where a package resolves to its TypeScript source, takes the
 * JavaScript that `tsc -b` emitted for it, and hands tsc's source maps on.
 */
export function emittedJavaScript(): Plugin {
  return {
    name: 'emitted-java-script',
    async resolveId(specifier, importer, { attributes, isEntry }) {
      const options = { attributes, isEntry, skipSelf: true };
      const resolved = await this.resolve(specifier, importer, options);
      const source = resolved === null ? null : /^(.*)\/src\/(.*)\.ts$/.exec(resolved.id);
      return source === null ? resolved : `${source[1]}/build/${source[2]}.js`;
    },
    async load(id) {
      const map = await readFile(`${id}.map`, 'utf8').catch(() => undefined);
      if (map === undefined) return null;
      const code = await readFile(id, 'utf8');
      return {
        code: code.replace(`//# sourceMappingURL=${basename(id)}.map`, ''),
        map: JSON.parse(map) as ExistingRawSourceMap,
      };
    },
  };
}
