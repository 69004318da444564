import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundle } from './bundle.js';
import { minifiedChunks } from './minified-chunks.js';

const core = JSON.stringify(resolve('packages/core/dist/index.js'));
const client = JSON.stringify(resolve('packages/client/dist/index.js'));
const dialog = JSON.stringify(resolve('packages/client/dist/dialog.js'));
const dpop = JSON.stringify(resolve('packages/client/dist/dpop.js'));
const devtools = JSON.stringify(resolve('packages/client/dist/devtools.js'));

/** Extend this list only with what the browser really has to decide. */
const allowed: ReadonlySet<string> = new Set([
  'challenges/grammar',
  'challenges/parse-challenges',
  'challenges/read-token-challenge',
  'core-error',
  'denials/problem',
  'metadata/protected-resource-metadata-url',
  'metadata/well-known-url',
  'profiles/define-profile',
  'profiles/standard',
  'profiles/wire-scopes',
  'scopes/is-protocol-scope',
  'scopes/is-scope',
  'scopes/read-path',
  'scopes/scope-problem',
  'scopes/scope-set',
  'support/assert-list',
  'support/deep-freeze',
  'support/invalid-argument',
  'support/is-loopback-host',
  'support/nearest-name',
  'support/wrong-kind',
]);

/** What the client only hands on: an application pays for the one that it names. */
const handedOn: ReadonlySet<string> = new Set(['auth0', 'cognito', 'entraId', 'keycloak', 'okta']);
const modulesHandedOn = /^profiles\/(auth0|cognito|entra-id|keycloak|okta)$/;

/** The names that the client imports from core: what an app pays for by using the client. */
async function namesFromCore(): Promise<Record<'atStart' | 'all', readonly string[]>> {
  const code = `export * from ${client}; export * from ${dialog};`;
  const bundled = await bundle(code, ['@stepscope/core', 'openid-client', 'axios']);
  const own = (names: readonly string[] = []): readonly string[] =>
    names.filter((name) => !handedOn.has(name)).sort();
  return {
    atStart: own(bundled.importsAtStart['@stepscope/core']),
    all: own(bundled.imports['@stepscope/core']),
  };
}

/** Minified and gzipped. */
async function sizeOf(names: readonly string[]): Promise<number> {
  const [chunk] = await minifiedChunks(`export { ${names.join(', ')} } from ${core};`);
  const { gzipped, minified } = chunk!;
  process.stdout.write(`${names.join(', ')}: ${gzipped} bytes gzipped, ${minified} minified\n`);
  return gzipped;
}

describe('what the client takes from core', () => {
  test('is at most 2.7 kB, minified and gzipped, of what a page loads at its start', async () => {
    const { atStart } = await namesFromCore();
    expect(atStart).toContain('ScopeSet');
    expect(await sizeOf(atStart)).toBeLessThanOrEqual(2680);
  });

  test('is at most 1.6 kB more once somebody signs in', async () => {
    const { atStart, all } = await namesFromCore();
    const later = all.filter((name) => !atStart.includes(name));
    expect(later).toContain('parseChallenges');
    expect((await sizeOf(all)) - (await sizeOf(atStart))).toBeLessThanOrEqual(1630);
  });

  test('is a part of defineCatalogue, which is at most 5.2 kB more', async () => {
    const { atStart } = await namesFromCore();
    const more = (await sizeOf([...atStart, 'defineCatalogue'])) - (await sizeOf(atStart));
    expect(more).toBeLessThanOrEqual(5220);
  });

  test('is no catalogue, no grant, no denial and no advice', async () => {
    const { modules } = await bundle(`export * from ${client}; export * from ${dialog};`, [
      'openid-client',
      'axios',
    ]);
    const folders = modules
      .filter((path) => path.startsWith('packages/core/'))
      .map((path) => path.replace('packages/core/dist/', '').replace(/\.js$/, ''));
    expect(folders).toContain('scopes/scope-set');
    const unexpected = folders.filter((path) => !allowed.has(path) && !modulesHandedOn.test(path));
    expect(unexpected).toEqual([]);
  });
});

describe('devtools', () => {
  const external = ['@stepscope/core', 'openid-client', 'axios'];

  test('are no part of an application that does not import them', async () => {
    const everythingElse = [client, dialog, dpop]
      .map((entry) => `export * from ${entry};`)
      .join('');
    const { modules } = await bundle(everythingElse, external);
    expect(modules.length).toBeGreaterThan(60);
    expect(modules.filter((path) => path.includes('devtools'))).toEqual([]);
  });

  test('bring nothing of the client along that the application has not', async () => {
    const { modules, imports } = await bundle(`export * from ${devtools};`, external);
    const own = /\/(devtools\/[\w-]+|browser\/element|client-internals|errors\/[\w-]+)\.js$/;
    expect(modules.length).toBeGreaterThan(9);
    expect(modules.filter((path) => !own.test(path))).toEqual([]);
    expect(Object.keys(imports)).toEqual(['@stepscope/core']);
  });
});
