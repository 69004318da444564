import { defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  createResourceServer,
  InvalidOptionError,
  memoryRevocationFeed,
  type ApiOptions,
  type OneIssuer,
  type ResourceServer,
} from '../index.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
const minute = 60_000;

let nowMs: number;
let issuer: TestIssuer;

beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 22, 12);
  issuer = await startTestIssuer({ algorithms: ['ES256'], now: () => nowMs });
  onTestFinished(() => issuer.close());
});

type Options = ApiOptions<'files:read', never> & OneIssuer;

function serverWith(options: Partial<Options>): ResourceServer {
  return createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
    now: () => nowMs,
    ...options,
  });
}

async function resultOf(server: ResourceServer, token: string): Promise<string> {
  const decision = await server.check({ headers: { authorization: `Bearer ${token}` } });
  return decision.outcome === 'denied'
    ? `${decision.denial.status} ${decision.reason}`
    : decision.outcome;
}

/** How many signatures were checked while `run` ran. */
async function signaturesChecked(run: () => Promise<void>): Promise<number> {
  const verify = vi.spyOn(crypto.subtle, 'verify');
  await run();
  const { length } = verify.mock.calls;
  verify.mockRestore();
  return length;
}

test('a signature is checked once, and the decision is then there at once', async () => {
  const server = serverWith({});
  const token = await issuer.mint();
  const checked = await signaturesChecked(async () => {
    for (let request = 0; request < 5; request++) await resultOf(server, token);
  });
  expect(checked).toBe(1);
  expect(server.cacheStats()).toMatchObject({ hits: 4, misses: 1, entries: 1, evictions: 0 });
  expect(server.decide({ headers: { authorization: `Bearer ${token}` } })).toMatchObject({
    outcome: 'allowed',
    auth: { subject: 'user-1' },
  });
});

test('a token says the same each time, and nobody can change it', async () => {
  const server = serverWith({});
  const token = await issuer.mint({ scopes: ['files:read'], claims: { roles: ['editor'] } });
  const auths = [];
  for (let request = 0; request < 3; request++) {
    const decision = await server.check({ headers: { authorization: `Bearer ${token}` } });
    if (decision.outcome !== 'allowed' || decision.auth === undefined) throw new Error('Denied.');
    auths.push(decision.auth);
  }
  const [first, second, third] = auths;
  // `can` is a function of each.
  expect({ ...second, can: undefined }).toEqual({ ...first, can: undefined });
  expect(third).toBe(second);
  expect(Object.isFrozen(second?.claims['roles'])).toBe(true);
});

test('ten requests at a time with one token cause one check', async () => {
  const server = serverWith({});
  const token = await issuer.mint();
  const checked = await signaturesChecked(async () => {
    const results = await Promise.all(Array.from({ length: 10 }, () => resultOf(server, token)));
    expect(new Set(results)).toEqual(new Set(['allowed']));
  });
  expect(checked).toBe(1);
});

test('with cache: false every request checks, and nothing is counted', async () => {
  const server = serverWith({ cache: false });
  const token = await issuer.mint();
  const checked = await signaturesChecked(async () => {
    for (let request = 0; request < 3; request++) await resultOf(server, token);
  });
  expect(checked).toBe(3);
  expect(server.cacheStats()).toEqual({ hits: 0, misses: 0, entries: 0, bytes: 0, evictions: 0 });
});

describe('a remembered token is refused', () => {
  test('in the second in which it expires', async () => {
    const server = serverWith({ clockToleranceSeconds: 0 });
    const token = await issuer.mint({ expiresInSeconds: 60 });
    nowMs += minute - 1;
    expect(await resultOf(server, token)).toBe('allowed');
    nowMs += 1;
    expect(await resultOf(server, token)).toBe('401 expired');
    expect(server.cacheStats()).toMatchObject({ entries: 0, bytes: 0 });
  });

  test('after the clock was set back to before it is valid', async () => {
    const server = serverWith({ clockToleranceSeconds: 0 });
    const seconds = nowMs / 1000;
    const token = await issuer.mint({ claims: { iat: seconds - 100, nbf: seconds } });
    expect(await resultOf(server, token)).toBe('allowed');
    nowMs -= 1000;
    expect(await resultOf(server, token)).toBe('401 not-yet-valid');
  });

  test('once its key has left the set, though nothing but hits came since', async () => {
    const server = serverWith({});
    const token = await issuer.mint({ expiresInSeconds: 3600 });
    expect(await resultOf(server, token)).toBe('allowed');
    await issuer.rotateKeys();
    issuer.removeKey('ES256-1');
    nowMs += 5 * minute;
    const hits = (): Promise<string> => resultOf(server, token);
    await expect.poll(hits).toBe('401 unknown-key');
    expect(await resultOf(server, await issuer.mint())).toBe('allowed');
  });

  test('when the issuer has been down for longer than its last keys serve', async () => {
    const server = serverWith({ cache: { ttlSeconds: 86_400 }, onIssuerUnavailable() {} });
    const token = await issuer.mint({ expiresInSeconds: 86_400 });
    expect(await resultOf(server, token)).toBe('allowed');
    await issuer.fail('server-error');
    nowMs += 59 * minute;
    expect(await resultOf(server, token)).toBe('allowed');
    nowMs += minute;
    expect(await resultOf(server, token)).toBe('503 unavailable');
  });

  test('at once when its grant is revoked', async () => {
    const feed = memoryRevocationFeed({ now: () => nowMs });
    const server = serverWith({ revocation: { feed } });
    onTestFinished(() => server.close());
    const token = await issuer.mint();
    expect(await resultOf(server, token)).toBe('allowed');
    await feed.publish({
      iss: issuer.issuer,
      sub: 'user-1',
      clientId: 'test-client',
      at: nowMs / 1000,
    });
    expect(await resultOf(server, token)).toBe('401 revoked');
    expect(server.cacheStats()).toMatchObject({ hits: 1, misses: 1 });
  });
});

test('keys that come and go leave remembered tokens alone', async () => {
  const server = serverWith({});
  const token = await issuer.mint({ expiresInSeconds: 3600 });
  await resultOf(server, token);
  await issuer.rotateKeys();
  const checked = await signaturesChecked(async () => {
    nowMs += minute;
    expect(await resultOf(server, await issuer.mint())).toBe('allowed');
    expect(await resultOf(server, token)).toBe('allowed');
  });
  expect(checked).toBe(1);
});

test.each([
  ['60, the default', undefined, 1],
  ['0', 0, 3],
])(
  'the issuer is asked about an opaque token again after cacheSeconds: %s',
  async (_, cacheSeconds, asked) => {
    const server = serverWith({
      introspection: {
        ...issuer.introspectionClient,
        ...(cacheSeconds !== undefined && { cacheSeconds }),
      },
    });
    const token = issuer.mintOpaque();
    for (let request = 0; request < 3; request++) {
      expect(await resultOf(server, token)).toBe('allowed');
    }
    expect(issuer.introspectionRequests).toBe(asked);
    nowMs += minute;
    await resultOf(server, token);
    expect(issuer.introspectionRequests).toBe(asked + 1);
  },
);

describe('refuses at construction', () => {
  test.each<[string, unknown, string]>([
    ['true', true, 'cache is not an object: pass { maxEntries, maxBytes, ttlSeconds }, or false'],
    ['null', null, 'cache is not an object'],
    ['a misspelt bound', { maxEntrys: 5 }, 'Did you mean "maxEntries"?'],
    ['no entries', { maxEntries: 0 }, 'cache.maxEntries is not a positive whole number'],
    ['half an entry', { maxEntries: 1.5 }, 'cache.maxEntries is not a positive whole number'],
    [
      'endless entries',
      { maxEntries: Infinity },
      'cache.maxEntries is not a positive whole number',
    ],
    ['bytes as text', { maxBytes: '32 MiB' }, 'cache.maxBytes is not a positive whole number'],
    ['no time', { ttlSeconds: 0 }, 'cache.ttlSeconds is not a positive number of seconds'],
    ['endless time', { ttlSeconds: Infinity }, 'cache.ttlSeconds is not a positive number'],
  ])('%s', (_, cache, message) => {
    const create = (): unknown => serverWith({ cache } as Partial<Options>);
    expect(create).toThrow(InvalidOptionError);
    expect(create).toThrow(message);
  });
});
