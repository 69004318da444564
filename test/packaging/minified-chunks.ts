import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as terserModule from '@rollup/plugin-terser';
import { rollup, type Plugin } from 'rollup';
import { gzipSync } from 'node:zlib';

// The plugin's types describe its CommonJS build, where the function is the module itself.
const terser = terserModule.default as unknown as (options: { module: boolean }) => Plugin;

/** A file of an application, as it is shipped. */
export interface Chunk {
  /** After the module that it begins with. */
  readonly name: string;
  /** Bytes. */
  readonly minified: number;
  /** Bytes. */
  readonly gzipped: number;
}

/** The files of an application that consists of `code`, minified; what is loaded later is in its own. */
export async function minifiedChunks(code: string): Promise<readonly Chunk[]> {
  const entry = {
    name: 'entry',
    resolveId: (id: string) => (id === 'entry' ? id : null),
    load: (id: string) => (id === 'entry' ? code : null),
  };
  const plugins = [entry, nodeResolve({ browser: true })];
  const built = await rollup({ input: 'entry', plugins, logLevel: 'silent' });
  const { output } = await built.generate({ format: 'es', plugins: [terser({ module: true })] });
  return output
    .filter((file) => file.type === 'chunk')
    .map(({ name, code: minified }) => ({
      name,
      minified: minified.length,
      gzipped: gzipSync(minified, { level: 9 }).length,
    }));
}
