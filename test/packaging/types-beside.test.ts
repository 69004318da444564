import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';

// Declarations of libraries are checked too, or a clash between them would not show.
vi.setConfig({ testTimeout: 180_000 });

const folder = resolve('packages/express/types');

/** What the compiler says about a program, and the declarations of all that it imports. */
function compile(...files: readonly string[]): string {
  const directory = mkdtempSync(join(folder, 'tsc-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const project = join(directory, 'tsconfig.json');
  writeFileSync(
    project,
    JSON.stringify({
      extends: '../tsconfig.json',
      include: [],
      files: files.map((file) => join(folder, file)),
    }),
  );
  return String(spawnSync('node_modules/.bin/tsc', ['-p', project]).stdout);
}

test.each(['express-oauth2-jwt-bearer', 'mcp-sdk'])(
  'the types of @stepscope/express stand beside those of %s',
  (name) => {
    expect(compile(`beside-${name}.ts`)).toBe('');
  },
);

test('which clash with each other, so that a clash would be seen', () => {
  const output = compile('beside-express-oauth2-jwt-bearer.ts', 'beside-mcp-sdk.ts');
  expect(output).toContain('TS2430');
});
