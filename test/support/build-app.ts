import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundleApp } from '../../examples/workspace/src/app/bundle-app.js';

/** Compiles and bundles the browser app once before the stories, so that they test today's sources. */
export default async function buildApp(): Promise<void> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
  const { status, stdout } = spawnSync(
    process.execPath,
    [tsc, '-b', 'examples/workspace', 'examples/first-steps'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`The app does not compile:\n${stdout}`);
  await bundleApp();
}
