import { defineCatalogue } from '@stepscope/core';
import { createFakeBrowser } from '@stepscope/testing/msw';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { dpop } from './dpop.js';
import { ClientOptionsError, createClient, type Client, type ClientOptions } from './index.js';

const catalogue = defineCatalogue({
  scopes: { 'files:read': { title: 'Read files' }, 'files:write': { title: 'Change files' } },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});
type Scope = 'files:read' | 'files:write';
type Options = ClientOptions<Scope, 'files.create'>;

const valid = {
  issuer: 'https://login.example',
  clientId: 'web',
  redirectUri: 'https://app.example/callback',
  resource: 'https://api.example',
  catalogue,
  scopes: { initial: ['files:read'], mayRequest: ['files:write'] },
} satisfies Options;

test('dpop that is handed over uncalled is refused at once', () => {
  const making = (): unknown => createClient({ ...valid, dpop: dpop as never });
  expect(making).toThrow(ClientOptionsError);
  expect(making).toThrow('dpop is handed over uncalled: pass dpop(), which takes no arguments.');
});

describe('createClient', () => {
  test('touches nothing of the page, so that it can be made on a server', () => {
    const client = createClient(valid);
    expect(globalThis).not.toHaveProperty('window');
    expect(client.getSnapshot().status).toBe('starting');
    expect(client.granted.size).toBe(0);
    expect(client.can('files:read')).toBe(false);
  });

  test.each<[string, Partial<Options>, RegExp]>([
    ['an issuer that is no URL', { issuer: 'login' }, /^issuer "login" is not an absolute URL/],
    [
      'http elsewhere',
      { issuer: 'http://login.example' },
      /^issuer .* is not https: only loopback/,
    ],
    ['a resource over http', { resource: 'http://api.example' }, /^resource .* is not https/],
    [
      'a redirect URI over http',
      { redirectUri: 'http://app.example/c' },
      /^redirectUri .* is not https/,
    ],
    ['another scheme', { redirectUri: 'javascript:alert(1)' }, /^redirectUri .* is not https/],
    ['a fragment', { resource: 'https://api.example/#x' }, /^resource .* has a fragment/],
    ['a query', { redirectUri: 'https://app.example/c?x=1' }, /^redirectUri .* has a query/],
    ['credentials', { resource: 'https://u:p@api.example' }, /^resource .* holds credentials/],
    ['a host that only looks local', { issuer: 'http://localhost.evil.test' }, /not https/],
    ['an empty client id', { clientId: '' }, /^clientId is empty/],
    ['a post-logout URI', { postLogoutRedirectUri: '/' }, /^postLogoutRedirectUri "\/" is not/],
    ['a time of nothing', { popupTimeoutMs: 0 }, /^popupTimeoutMs is not a positive number/],
    ['an endless memory', { denialMemorySeconds: Number.NaN }, /^denialMemorySeconds is not/],
  ])('refuses %s', (_, options, message) => {
    const make = () => createClient({ ...valid, ...options });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });

  test.each<[string, object, string]>([
    [
      'a misspelt option',
      { redirectURI: 'https://app.example/callback' },
      'Unknown option of createClient "redirectURI". Did you mean "redirectUri"?',
    ],
    ['a host and a port as issuer', { issuer: 'localhost:4400' }, 'has no scheme: put https://'],
    ['a word for logger', { logger: 'console' }, 'logger is not a function'],
    [
      'messages beside a prompt',
      { messages: { title: 'x' }, prompt: { show: () => {} } },
      'messages are texts of the default prompt',
    ],
    ['a language', { uiLocales: 'de' }, 'uiLocales is no list of language tags'],
    ['no language', { uiLocales: ['de en'] }, 'uiLocales is no list of language tags'],
    ['the name of a provider', { provider: 'auth0' }, 'provider is no profile: pass auth0,'],
    ['another via', { via: 'iframe' }, 'via is neither "popup" nor "redirect".'],
    ['a prompt that shows nothing', { prompt: {} }, 'prompt has no show function'],
    ['a word for mayReplay', { mayReplay: true }, 'mayReplay is not a function'],
    ['no scopes', { scopes: undefined }, 'scopes is not { initial: [...]'],
    ['a list of scopes', { scopes: ['files:read'] }, 'scopes is not { initial: [...]'],
    ['no list of scopes', { scopes: { initial: 'files:read' } }, 'scopes is not { initial: [...]'],
    ['an empty object as catalogue', { catalogue: {} }, 'catalogue is no catalogue'],
    ['no catalogue', { catalogue: undefined }, 'catalogue is no catalogue'],
    ['a list of resources', { resources: [1] }, 'resources is not { [resource identifier]'],
    [
      'a member of scopes',
      { scopes: { initial: [], mayrequest: [] } },
      'Unknown member of scopes "mayrequest". Did you mean "mayRequest"?',
    ],
    ['no redirectUri', { redirectUri: undefined }, 'redirectUri "undefined" is no string: give'],
    ['a URL object', { issuer: new URL(valid.issuer) }, 'is no string: give an absolute URL.'],
    [
      'a resource twice',
      { resources: { 'https://api.example': { catalogue, scopes: { initial: [] } } } },
      'resources repeats "https://api.example", which is resource.',
    ],
    [
      'a resource without a catalogue',
      { resources: { 'https://b.example': { scopes: { initial: [] } } } },
      'resources["https://b.example"].catalogue is no catalogue',
    ],
    [
      'a resource that is no URL',
      { resources: { notes: { catalogue, scopes: { initial: [] } } } },
      'resources["notes"] "notes" is not an absolute URL.',
    ],
    [
      'an unknown scope of a resource',
      { resources: { 'https://b.example': { catalogue, scopes: { initial: ['raed'] } } } },
      'resources["https://b.example"].scopes.initial names "raed"',
    ],
  ])('refuses %s, which a compiler would', (_, options, message) => {
    const make = () => createClient({ ...valid, ...options });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });

  test('refuses a resource whose metadata nobody could find, where there is no issuer', () => {
    const { issuer: _, ...rest } = valid;
    const make = () => createClient({ ...rest, resource: 'https://api.example/a/%2e%2e' });
    expect(make).toThrow(/"\." or "\.\."/);
    expect(() => createClient(rest)).not.toThrow();
  });

  test('refuses to be called without options', () => {
    // @ts-expect-error Options are needed.
    expect(() => createClient()).toThrow('createClient got no options');
  });

  test.each([
    'http://localhost:4400',
    'http://127.0.0.1:4400',
    'http://[::1]:4400',
    'http://app.localhost',
  ])('takes %s, a loopback host', (url) => {
    const options = { ...valid, issuer: url, resource: url, redirectUri: `${url}/callback` };
    expect(() => createClient(options)).not.toThrow();
  });

  test('refuses scopes that the catalogue lacks, when compiling and when running', () => {
    const make = () =>
      createClient({
        ...valid,
        // @ts-expect-error A misspelt scope does not compile.
        scopes: { initial: ['files:raed'] },
      });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(
      'scopes.initial names "files:raed", which the catalogue does not define. Did you mean "files:read"?',
    );
    const later = () =>
      createClient({
        ...valid,
        // @ts-expect-error An action is not a scope.
        scopes: { initial: [], mayRequest: ['files.create'] },
      });
    expect(later).toThrow(/^scopes.mayRequest names "files.create"/);
  });

  test('infers scopes and actions from the catalogue', () => {
    const client = createClient({
      ...valid,
      browser: createFakeBrowser({ url: 'https://app.example' }),
    });
    expectTypeOf(client).toEqualTypeOf<Client<Scope, 'files.create'>>();
    expectTypeOf(client.fetch).toEqualTypeOf<typeof fetch>();
    // @ts-expect-error A misspelt action does not compile.
    expect(() => client.can('files.craete')).toThrow(/Did you mean "files.create"/);
    // @ts-expect-error A misspelt scope within a requirement does not compile.
    expect(() => client.can({ allOf: ['files:read', 'files:wirte'] })).toThrow(/files:wirte/);
    const wide: Client = client;
    expect(wide).toBe(client);
  });

  test('takes a catalogue without actions', () => {
    const scopesOnly = defineCatalogue({ scopes: { read: { title: 'Read' } } });
    const client = createClient({ ...valid, catalogue: scopesOnly, scopes: { initial: ['read'] } });
    expect(client.can('read')).toBe(false);
  });
});
