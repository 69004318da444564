import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from './load-config.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepscope-config-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function configFile(name: string, source: string): Promise<string> {
  const path = join(directory, `${name}.mjs`);
  await writeFile(path, source);
  return path;
}

const complete = `{
  issuer: 'http://localhost:4400', resource: 'http://localhost:4401', stateDirectory: '.stepscope',
  catalogue: { has: () => false }, roles: {}, users: [], applications: [],
}`;

describe('loadConfig', () => {
  test('returns the default export', async () => {
    const path = await configFile('object', `export default ${complete};`);
    expect(await loadConfig(path, { env: {} })).toMatchObject({ issuer: 'http://localhost:4400' });
  });

  test('calls a function with the environment that it was given, and no other', async () => {
    const path = await configFile(
      'function',
      `export default ({ env }) => ({ ...${complete}, issuer: env.ISSUER });`,
    );
    const config = await loadConfig(path, { env: { ISSUER: 'http://localhost:1' } });
    expect(config.issuer).toBe('http://localhost:1');
  });

  test('names the file that does not exist', async () => {
    await expect(loadConfig(join(directory, 'none.mjs'), { env: {} })).rejects.toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: expect.stringMatching(/none\.mjs\. Name one with --config/) as string,
    });
  });

  test.each([
    ['nothing', 'export const config = 1;', /no default export/],
    ['an issuer that is no string', `export default { ...${complete}, issuer: 1 };`, /"issuer"/],
    ['a function that throws', `export default () => { throw new Error('no port'); };`, /no port/],
    ['no resource', `export default { ...${complete}, resource: undefined };`, /"resource"/],
    ['no users', `export default { ...${complete}, users: undefined };`, /"users"/],
    ['no roles', `export default { ...${complete}, roles: undefined };`, /"roles"/],
    ['no catalogue', `export default { ...${complete}, catalogue: {} };`, /"catalogue"/],
  ])('refuses a file that exports %s', async (name, source, message) => {
    const path = await configFile(name.replaceAll(' ', '-'), source);
    await expect(loadConfig(path, { env: {} })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringMatching(message) as string,
    });
  });
});
