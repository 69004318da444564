import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Compiles these projects and what they refer to, so that a page is bundled from today's sources. */
export function compile(...projects: readonly string[]): void {
  const root = new URL('../../', import.meta.url);
  const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root));
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-b', ...projects], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The app does not compile:\n${stdout}`);
}
