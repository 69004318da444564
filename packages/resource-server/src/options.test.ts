import { defineCatalogue } from '@stepscope/core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  createResourceServer,
  InvalidOptionError,
  standard,
  type KnownIssuers,
  type ResourceServerOptions,
} from './index.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
const valid = { issuer: 'https://issuer.example', resource: 'https://api.example', catalogue };
type Options = ResourceServerOptions<'files:read', never>;

describe('refuses at construction', () => {
  test.each<[string, Partial<Record<keyof Options, unknown>>, string]>([
    ['an issuer that is no URL', { issuer: 'issuer' }, 'issuer is not an absolute URL'],
    ['http: for an issuer', { issuer: 'http://issuer.example' }, 'issuer is http://issuer.example'],
    ['another scheme', { issuer: 'ftp://issuer.example' }, 'use https:'],
    ['a host that only looks like loopback', { issuer: 'http://localhost.example' }, 'use https:'],
    [
      'an address that only looks like loopback',
      { issuer: 'http://127.evil.example' },
      'use https:',
    ],
    ['an issuer with a query', { issuer: 'https://issuer.example?a' }, 'issuer has a query'],
    ['an issuer with a fragment', { issuer: 'https://issuer.example#' }, 'issuer has a fragment'],
    [
      'credentials in an issuer',
      { issuer: 'https://u:p@issuer.example' },
      'issuer holds credentials',
    ],
    ['a relative resource [S1.20]', { resource: '/api' }, 'resource is not an absolute URL'],
    ['http: for a resource', { resource: 'http://api.example' }, 'resource is http://api.example'],
    ['a URN for a resource', { resource: 'urn:my-api' }, 'resource is a urn: URI'],
    ['a resource with a fragment [S1.11]', { resource: 'https://api.example#a' }, 'has a fragment'],
    ['a user in a resource', { resource: 'https://u@api.example' }, 'resource holds credentials'],
    ['a path that leads upwards', { resource: 'https://api.example/a/../b' }, 'no "." or ".."'],
    ['an unescaped resource', { resource: 'https://api.example/é' }, 'escaped as a URI'],
    ['a realm that no header can carry', { realm: 'ファイル' }, 'realm has no printable ASCII'],
    ['an empty realm', { realm: '' }, 'realm has no printable ASCII'],
    ['an empty audience', { audience: [] }, 'audience names nothing'],
    ['an empty value of audience', { audience: '' }, 'audience names nothing'],
    [
      'a host and a port without a scheme',
      { issuer: 'localhost:7410' },
      'issuer has no scheme: write https://localhost:7410, or http:// before a loopback host.',
    ],
    [
      'a host, a port and a path without a scheme',
      { resource: 'api.example:443/v1' },
      'resource has no scheme: write https://api.example:443/v1',
    ],
    ['a number as issuer', { issuer: 7410 }, 'issuer is not an absolute URL'],
    [
      'a misspelt option',
      { clockTolerence: 5 } as object,
      'Unknown option of createResourceServer "clockTolerence". Did you mean "clockToleranceSeconds"?',
    ],
    [
      'the definition of a catalogue',
      { catalogue: { scopes: { 'files:read': { title: 'Read files' } } } },
      'catalogue is no catalogue: pass what defineCatalogue returns, not its definition.',
    ],
    ['null as catalogue', { catalogue: null }, 'catalogue is no catalogue'],
    ['no catalogue', { catalogue: undefined }, 'catalogue is missing'],
    ['no algorithms', { algorithms: [] }, 'algorithms is empty'],
    ['a string of algorithms', { algorithms: 'RS256' }, 'algorithms is no array'],
    ['HS256', { algorithms: ['HS256'] }, 'algorithms holds "HS256"'],
    ['none', { algorithms: ['RS256', 'none'] }, 'algorithms holds "none"'],
    ['more than a minute of tolerance', { clockToleranceSeconds: 61 }, 'no number from 0 to 60'],
    ['a negative tolerance', { clockToleranceSeconds: -1 }, 'no number from 0 to 60'],
    ['no number as tolerance', { clockToleranceSeconds: NaN }, 'no number from 0 to 60'],
    ['a tolerance as text', { clockToleranceSeconds: '5' }, 'clockToleranceSeconds is no number'],
    ['no tolerance at all', { clockToleranceSeconds: null }, 'clockToleranceSeconds is no number'],
    ['a time as clock', { now: 1_700_000_000_000 }, 'now is not a function.'],
    ['no fetch', { fetch: null }, 'fetch is not a function.'],
    ['no listener', { onIssuerUnavailable: 'log' }, 'onIssuerUnavailable is not a function.'],
    ['a revocation that is null', { revocation: null }, 'revocation is not an object'],
    ['a revocation that is off', { revocation: false }, 'revocation is not an object'],
    ['no time to fetch', { timeoutMs: 0 }, 'timeoutMs'],
    ['half a millisecond', { timeoutMs: 2500.5 }, 'timeoutMs is not a whole number'],
    ['more than a timer can wait', { timeoutMs: 5e9 }, 'timeoutMs is not a whole number'],
  ])('%s', (_, change, message) => {
    const create = (): unknown => createResourceServer({ ...valid, ...change } as Options);
    expect(create).toThrow(InvalidOptionError);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});

const publicKey = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
const rsaKey = { kty: 'RSA', n: 'n'.repeat(342), e: 'AQAB' };
const second = { issuer: 'https://second.example' };

describe('refuses keys that could not be meant', () => {
  test.each<[string, unknown, string]>([
    ['a JWK in place of a set', publicKey, 'keys is neither a URL nor a JWK Set'],
    ['null', null, 'keys is neither a URL nor a JWK Set'],
    ['an empty set', { keys: [] }, "keys has 0 keys: list the issuer's current ones, 1 to 100."],
    ['101 keys', { keys: Array.from({ length: 101 }, () => publicKey) }, 'keys has 101 keys'],
    ['a PEM', { keys: ['-----BEGIN PUBLIC KEY-----'] }, 'keys.keys[0] is not a JWK'],
    [
      'a private key',
      { keys: [{ ...publicKey, d: 'd' }] },
      'keys.keys[0] is a private key (it has "d")',
    ],
    [
      'a symmetric key [S3.01]',
      { keys: [{ kty: 'oct', k: 'k' }] },
      'keys.keys[0] is a symmetric key',
    ],
    ['a key for encryption', { keys: [{ ...rsaKey, use: 'enc' }] }, 'since its use is not "sig"'],
    ['a short RSA key', { keys: [{ ...rsaKey, n: 'n' }] }, 'since it has less than 2048 bits'],
    ['a key without y', { keys: [{ ...publicKey, y: undefined }] }, 'since it has no y'],
    [
      'a key of another curve',
      { keys: [{ ...publicKey, crv: 'secp256k1' }] },
      'fits none of the accepted algorithms, RS256',
    ],
    [
      'two keys with one kid',
      {
        keys: [
          { ...publicKey, kid: 'a' },
          { ...rsaKey, kid: 'a' },
        ],
      },
      'keys.keys[1] has no kid of its own',
    ],
    [
      'two keys, one without kid',
      { keys: [{ ...publicKey, kid: 'a' }, rsaKey] },
      'keys.keys[1] has no kid of its own',
    ],
    [
      'a URL on http [9.1.3]',
      'http://keys.example/jwks',
      'keys is http://keys.example: use https:',
    ],
    ['a path', '/jwks', 'keys is not an absolute URL'],
  ])('%s', (_, keys, message) => {
    const create = (): unknown => createResourceServer({ ...valid, keys } as Options);
    expect(create).toThrow(InvalidOptionError);
    expect(create).toThrow(message);
  });
});

describe('refuses issuers that could not be meant', () => {
  const { issuer: _, ...api } = valid;
  test.each<[string, object, string]>([
    ['none', {}, 'issuer is missing: give its URL, or several in issuers.'],
    ['an empty list', { issuers: [] }, 'issuers is empty'],
    ['a list of URLs', { issuers: [second.issuer] }, 'issuers[0] is not an object: give issuer'],
    [
      'one on http',
      { issuers: [second, { issuer: 'http://a.example' }] },
      'issuers[1].issuer is http:',
    ],
    ['one twice', { issuers: [second, second] }, 'issuers[1].issuer is in the list already'],
    [
      'a misspelt option',
      { issuers: [{ ...second, audiense: 'a' }] },
      'Unknown option in issuers[0] "audiense". Did you mean "audience"?',
    ],
    [
      'an empty audience',
      { issuers: [{ ...second, audience: [] }] },
      'issuers[0].audience names nothing',
    ],
    [
      'HS256',
      { issuers: [{ ...second, algorithms: ['HS256'] }] },
      'issuers[0].algorithms holds "HS256"',
    ],
    [
      'a private key',
      { issuers: [{ ...second, keys: { keys: [{ ...publicKey, d: 'd' }] } }] },
      'issuers[0].keys.keys[0] is a private key',
    ],
    [
      'issuer beside issuers',
      { issuer: second.issuer, issuers: [second] },
      'issuer stands beside issuers',
    ],
    [
      'keys beside issuers',
      { keys: 'https://a.example', issuers: [second] },
      'keys stands beside issuers',
    ],
    [
      'introspection at two',
      {
        issuers: [
          { ...second, introspection: { clientId: 'a', clientSecret: 'b' } },
          { issuer: 'https://third.example', introspection: { clientId: 'a', clientSecret: 'b' } },
        ],
      },
      'introspection stands at several issuers',
    ],
    ['a function', { issuers: () => ({}) }, 'issuers is not an object'],
    [
      'an object without known',
      { issuers: {} },
      'pass [{ issuer }], or { known: (issuer) => settings }',
    ],
    ['a misspelt known', { issuers: { konwn: () => ({}) } }, 'Did you mean "known"?'],
    [
      'a negative time',
      { issuers: { known: () => ({}), cacheSeconds: -1 } },
      'issuers.cacheSeconds',
    ],
    ['a wrong default', { issuers: { known: () => ({}) }, algorithms: [] }, 'algorithms is empty'],
  ])('%s', (_, change, message) => {
    const create = (): unknown => createResourceServer({ ...api, ...change } as Options);
    expect(create).toThrow(InvalidOptionError);
    expect(create).toThrow(message);
  });
});

test.each([
  'keycloak',
  null,
  {},
  () => ({}),
  { ...standard, tokenTypes: 'jwt' },
  { ...standard, expectedClaims: null },
])('refuses %s in place of a profile', (profile) => {
  const create = (): unknown => createResourceServer({ ...valid, profile } as Options);
  expect(create).toThrow('profile is no profile: import one, such as keycloak');
});

test('names the member of a profile that was meant', () => {
  const profile = { ...standard, scopePrefixes: 'api://1234/' };
  expect(() => createResourceServer({ ...valid, profile } as Options)).toThrow(
    'Unknown member of profile "scopePrefixes". Did you mean "scopePrefix"?',
  );
});

test('takes either one issuer or several, by its types', () => {
  expectTypeOf<typeof valid>().toExtend<Options>();
  expectTypeOf<{ issuers: [typeof second] } & Omit<typeof valid, 'issuer'>>().toExtend<Options>();
  expectTypeOf<Omit<typeof valid, 'issuer'>>().not.toExtend<Options>();
  expectTypeOf<typeof valid & { issuers: [typeof second] }>().not.toExtend<Options>();
  expectTypeOf<{ known: () => undefined }>().toExtend<KnownIssuers>();
  expectTypeOf<{ known: () => Promise<{ keys: string } | null> }>().toExtend<KnownIssuers>();
  expectTypeOf<{ known: () => boolean }>().not.toExtend<KnownIssuers>();
});

test.each([undefined, null, 'http://localhost:4400'])(
  'refuses %s in place of options',
  (options) => {
    const create = (): unknown => createResourceServer(options as unknown as Options);
    expect(create).toThrow(InvalidOptionError);
    expect(create).toThrow(
      'createResourceServer got no options: give issuer, resource and catalogue.',
    );
  },
);

test.each(['http://localhost:4400', 'http://127.0.0.1', 'http://[::1]:4400', 'http://a.localhost'])(
  'takes http: on the loopback host of %s',
  (issuer) => {
    expect(() => createResourceServer({ ...valid, issuer, resource: issuer })).not.toThrow();
  },
);

test('fetches nothing at construction', () => {
  let requests = 0;
  const fetch = (): Promise<Response> => {
    requests++;
    return Promise.reject(new Error('not now'));
  };
  createResourceServer({ ...valid, fetch });
  expect(requests).toBe(0);
});

test('publishes what RFC 9728 §2 asks for, derived from the options [S1.11]', () => {
  const { metadata } = createResourceServer({ ...valid, resource: 'https://api.example/v1' });
  expect(metadata).toEqual({
    url: 'https://api.example/.well-known/oauth-protected-resource/v1',
    document: {
      resource: 'https://api.example/v1',
      authorization_servers: ['https://issuer.example'],
      scopes_supported: ['files:read'],
      bearer_methods_supported: ['header'],
    },
  });
});
