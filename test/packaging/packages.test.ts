import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pnpm } from '../../scripts/pnpm.mjs';
import { bundle } from './bundle.js';

interface Manifest {
  readonly name: string;
  readonly license: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifests = readdirSync('packages').map(
  (folder) =>
    JSON.parse(readFileSync(join('packages', folder, 'package.json'), 'utf8')) as Manifest,
);
const names = manifests.map(({ name }) => name);

/** Every package that an installation of `name` brings, itself excluded, peers not counted. */
function broughtBy(name: string): string[] {
  const own = Object.keys(manifests.find((manifest) => manifest.name === name)?.dependencies ?? {});
  return [...new Set([...own, ...own.flatMap(broughtBy)])].sort();
}

describe('what a package pulls in', () => {
  test.each([
    ['@stepscope/core', []],
    ['@stepscope/resource-server', ['@stepscope/core', 'jose']],
    ['@stepscope/express', ['@stepscope/core', '@stepscope/resource-server', 'jose']],
    ['@stepscope/client', ['@stepscope/core', 'openid-client']],
    ['@stepscope/testing', ['@stepscope/core', 'jose']],
  ])('%s brings %j and nothing else', (name, expected) => {
    expect(broughtBy(name)).toEqual(expected);
  });

  test.each(names)('%s does not depend on itself through others', (name) => {
    expect(broughtBy(name)).not.toContain(name);
  });
});

describe('what is published', () => {
  const directory = mkdtempSync(join(tmpdir(), 'stepscope-packages-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  beforeAll(() => {
    const pack = [
      '--recursive',
      '--filter',
      './packages/*',
      'pack',
      '--pack-destination',
      directory,
    ];
    execFileSync('npx', [...pnpm, ...pack], { stdio: 'pipe' });
  });

  const tarball = (name: string): string => {
    const prefix = `${name.replace('@', '').replace('/', '-')}-`;
    const file = readdirSync(directory).find((entry) => new RegExp(`^${prefix}\\d`).test(entry));
    if (file === undefined) throw new Error(`pnpm pack made no tarball of ${name}.`);
    return join(directory, file);
  };

  test.each(names)('%s passes publint --strict', (name) => {
    const output = execFileSync('node_modules/.bin/publint', ['--strict', tarball(name)]);
    expect(String(output)).toMatch(/All good!/);
  });

  test.each(names)('the types of %s resolve for every ESM consumer', (name) => {
    const output = execFileSync('node_modules/.bin/attw', [
      tarball(name),
      '--profile=esm-only',
      '--no-emoji',
      '--format=ascii',
    ]);
    expect(String(output)).toContain('node16 (from ESM): OK (ESM)');
  });

  test.each(names)('%s carries its licence and no test', (name) => {
    const files = String(execFileSync('tar', ['-tzf', tarball(name)])).split('\n');
    expect(files).toContain('package/LICENSE');
    expect(files.filter((file) => file.includes('.test.'))).toEqual([]);
    expect(manifests.find((manifest) => manifest.name === name)?.license).toBe('Apache-2.0');
  });
});

describe('tree shaking', () => {
  test('an import of isScope from core brings one module', async () => {
    const path = resolve('packages/core/dist/index.js');
    const { modules } = await bundle(`export { isScope } from ${JSON.stringify(path)};`);
    expect(modules).toEqual(['packages/core/dist/scopes/is-scope.js']);
  });

  test('an import for its side effects alone brings nothing', async () => {
    for (const name of ['core', 'client', 'resource-server', 'express', 'testing', 'database']) {
      const path = resolve('packages', name, 'dist/index.js');
      const { modules } = await bundle(`import ${JSON.stringify(path)};`);
      expect(modules).toEqual([]);
    }
  });
});
