import { defineCatalogue } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import { createResourceServer, InvalidOptionError, type ResourceServerOptions } from './index.js';

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
    ['HS256', { algorithms: ['HS256'] }, 'algorithms holds "HS256"'],
    ['none', { algorithms: ['RS256', 'none'] }, 'algorithms holds "none"'],
    ['more than a minute of tolerance', { clockToleranceSeconds: 61 }, 'outside 0 to 60'],
    ['a negative tolerance', { clockToleranceSeconds: -1 }, 'outside 0 to 60'],
    ['no number as tolerance', { clockToleranceSeconds: NaN }, 'outside 0 to 60'],
    ['no time to fetch', { timeoutMs: 0 }, 'timeoutMs'],
  ])('%s', (_, change, message) => {
    const create = (): unknown => createResourceServer({ ...valid, ...change } as Options);
    expect(create).toThrow(InvalidOptionError);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
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
