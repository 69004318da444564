import { relative, sep } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup, type OutputChunk } from 'rollup';

export interface Bundle {
  readonly code: string;
  /** Paths, from the root of the repository, of the modules of which anything is in the bundle. */
  readonly modules: readonly string[];
  /** What is imported from packages that were left out, by package. */
  readonly imports: Readonly<Record<string, readonly string[]>>;
  /** The part of `imports` that is there before anything is loaded later. */
  readonly importsAtStart: Readonly<Record<string, readonly string[]>>;
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
  const { output: apart } = await built.generate({ format: 'es' });
  return {
    code: chunk.code,
    modules: Object.entries(chunk.modules)
      .filter(([id, { renderedLength }]) => id !== 'entry' && renderedLength > 0)
      .map(([id]) => relative('.', id).split(sep).join('/')),
    imports: chunk.importedBindings,
    importsAtStart: importsAtStart(apart.filter((file) => file.type === 'chunk')),
  };
}

/** What the entry and the chunks that it imports statically take from packages that were left out. */
function importsAtStart(chunks: readonly OutputChunk[]): Record<string, readonly string[]> {
  const files = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  const found = new Map<string, Set<string>>();
  // A set that grows while it is gone through hands out what is added.
  for (const fileName of files) {
    const chunk = chunks.find((candidate) => candidate.fileName === fileName);
    for (const [source, names] of Object.entries(chunk?.importedBindings ?? {})) {
      if (chunks.some((candidate) => candidate.fileName === source)) files.add(source);
      else found.set(source, new Set([...(found.get(source) ?? []), ...names]));
    }
  }
  return Object.fromEntries([...found].map(([source, names]) => [source, [...names]]));
}
