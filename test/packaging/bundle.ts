import { relative, sep } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';

export interface Bundle {
  readonly code: string;
  /** Paths, from the root of the repository, of the modules of which anything is in the bundle. */
  readonly modules: readonly string[];
  /** What is imported from packages that were left out, by package. */
  readonly imports: Readonly<Record<string, readonly string[]>>;
}

/** What an application that consists of `code` would ship; `external` packages are left out. */
export async function bundle(code: string, external: readonly string[] = []): Promise<Bundle> {
  const entry = {
    name: 'entry',
    resolveId: (id: string) => (id === 'entry' ? id : null),
    load: (id: string) => (id === 'entry' ? code : null),
  };
  const plugins = [entry, nodeResolve({ browser: true })];
  const built = await rollup({
    input: 'entry',
    plugins,
    external: [...external],
    logLevel: 'silent',
  });
  // What is loaded later counts like the rest.
  const { output } = await built.generate({ format: 'es', inlineDynamicImports: true });
  const [chunk] = output;
  return {
    code: chunk.code,
    modules: Object.entries(chunk.modules)
      .filter(([id, { renderedLength }]) => id !== 'entry' && renderedLength > 0)
      .map(([id]) => relative('.', id).split(sep).join('/')),
    imports: chunk.importedBindings,
  };
}
