import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { catalogue, createFakeWorld, issuer, resource } from '../test-support/fake-world.js';
import { stepscopeHandlers } from './stepscope-handlers.js';

const { switches, clock, server, signIn, call } = createFakeWorld();
const create = { method: 'POST', url: `${resource}/files/7` };

describe('routes', () => {
  type Routes = NonNullable<
    Parameters<typeof stepscopeHandlers<'read' | 'write', 'files.create'>>[0]['routes']
  >;
  const handlers = (route: object) =>
    stepscopeHandlers({ issuer, resource, catalogue, routes: [route] as unknown as Routes });

  test('take their method in either case', async () => {
    server.use(
      ...stepscopeHandlers({
        issuer,
        resource,
        catalogue,
        routes: [{ method: 'GET', path: '/notes', needs: 'read' }],
      }).slice(-1),
    );
    expect((await fetch(`${resource}/notes`)).status).toBe(401);
    server.resetHandlers();
  });

  test.each([
    [
      'another method',
      { method: 'gett', path: '/a', needs: 'read' },
      'Unknown method "gett". Did you mean "get"? It is that of the route /a.',
    ],
    ['no method', { path: '/a', needs: 'read' }, 'Unknown method "undefined": choose from get,'],
    ['an unknown scope', { method: 'get', path: '/a', needs: 'raed' }, 'Did you mean "read"?'],
    ['no needs', { method: 'get', path: '/a' }, 'A requirement is'],
    [
      'a misspelt member',
      { method: 'get', path: '/a', needs: 'read', acrValue: ['mfa'] },
      'Unknown member of routes[0] "acrValue". Did you mean "acrValues"?',
    ],
    ['a path that is none', { method: 'get', path: 'a', needs: 'read' }, 'does not begin with "/"'],
  ])('with %s are a TypeError', (_, route, message) => {
    expect(() => handlers(route)).toThrow(TypeError);
    expect(() => handlers(route)).toThrow(message);
  });
});

describe('the API', () => {
  test('lets through what the token carries, with its parameters and user', async () => {
    const tokens = await signIn('read write');
    expect((await call(tokens)).status).toBe(200);
    const created = await call(tokens, create);
    expect(await created.json()).toEqual({ id: '7', sub: 'user-1' });
  });

  test('refuses as the middleware does', async () => {
    const response = await call(await signIn('read'), create);
    expect(response.status).toBe(403);
    expect(response.headers.get('WWW-Authenticate')).toContain(
      'error="insufficient_scope", error_description="The access token lacks write.", scope="write"',
    );
    expect(await response.json()).toMatchObject({
      code: 'INSUFFICIENT_SCOPE',
      action: 'files.create',
      missing: ['write'],
    });
    const anonymous = await fetch(`${resource}/files`);
    expect(anonymous.status).toBe(401);
    expect(await anonymous.json()).toMatchObject({ code: 'MISSING_CREDENTIALS' });
  });

  test('refuses a sign-in that is too weak or too old, and says both and what else lacks', async () => {
    const remove = { method: 'DELETE' };
    const weak = await call(await signIn('read'), remove);
    expect(weak.status).toBe(401);
    expect(weak.headers.get('WWW-Authenticate')).toContain(
      'acr_values="high", max_age="60", scope="write"',
    );
    const tokens = await signIn('write', { request: { acr_values: 'high' } });
    expect((await call(tokens, remove)).status).toBe(200);
    clock.now += 61_000;
    const old = await call(tokens, remove);
    expect(await old.json()).toMatchObject({ code: 'INSUFFICIENT_USER_AUTHENTICATION' });
  });

  test('refuses a token that has expired', async () => {
    const tokens = await signIn();
    clock.now += 300_000;
    expect(await (await call(tokens)).json()).toMatchObject({ code: 'INVALID_TOKEN' });
  });

  test('hidesChallenge leaves the body alone to tell', async () => {
    switches.hidesChallenge = true;
    const response = await call(await signIn('read'), create);
    expect(response.headers.has('WWW-Authenticate')).toBe(false);
    expect(await response.json()).toMatchObject({ code: 'INSUFFICIENT_SCOPE' });
  });
});

test.each<[string, object, string]>([
  ['an option', { switch: {} }, 'Unknown option of stepscopeHandlers "switch". Did you mean'],
  ['a switch', { switches: { denied: true } }, 'Unknown switch "denied". Did you mean "denies"?'],
  ['an issuer', { issuer: undefined }, 'issuer is not an absolute URL'],
  ['a resource', { resource: '/api' }, 'resource is not an absolute URL'],
  ['a catalogue', { catalogue: undefined }, `The catalogue of ${resource} is none`],
  ['a lifetime', { accessTokenTtlSeconds: '60' }, 'accessTokenTtlSeconds is not a number'],
  ['a profile', { provider: 'auth0' }, 'provider is no profile: pass auth0'],
])('%s that is not there is a TypeError', (_, more, message) => {
  const make = (): unknown => stepscopeHandlers({ issuer, resource, catalogue, ...more });
  expect(make).toThrow(TypeError);
  expect(make).toThrow(message);
});

test('the README shows a test that runs, and every switch', async () => {
  const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');
  const readme = await read('../../README.md');
  const example = await read('../../../client/src/denied-permission.test.ts');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  const [fiveLines = ''] = /^test\(.*?^\}\);\n/ms.exec(example) ?? [];
  expect(fiveLines.split('\n')).toHaveLength(5 + 3);
  expect(readme).toContain(`\`\`\`ts\n${fiveLines}\`\`\``);
  const names = [...(await read('switches.ts')).matchAll(/^ {2}(\w+)\?:/gm)].map(
    ([, name]) => name,
  );
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(readme).toMatch(new RegExp(`^\\| \`${name}\\b`, 'm'));
});
