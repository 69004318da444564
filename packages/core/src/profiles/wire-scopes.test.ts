import { describe, expect, test } from 'vitest';
import {
  auth0,
  cognito,
  entraId,
  fromWireScopes,
  keycloak,
  okta,
  ScopeSet,
  scopesOfClaims,
  standard,
  toWireScopes,
} from '../index.js';

const resource = 'https://api.example';
const entra = { ...entraId, scopePrefix: 'api://1234/' };
const rs = { ...cognito, scopePrefix: 'files-api/' };

describe('a request spells scopes', () => {
  test.each([
    ['plainly by the standards', standard, 'files:read'],
    ['plainly for Auth0', auth0, 'files:read'],
    ['plainly for Keycloak', keycloak, 'files:read'],
    ['plainly for Okta', okta, 'files:read'],
    ['after the resource for Entra ID', entraId, 'https://api.example/files:read'],
    ['after the Application ID URI for Entra ID', entra, 'api://1234/files:read'],
    ['after the resource server for Cognito', rs, 'files-api/files:read'],
  ])('%s', (_, profile, spelt) => {
    const wire = toWireScopes(ScopeSet.of('openid', 'files:read'), profile, resource);
    expect(wire.toJSON()).toEqual([spelt, 'openid'].sort());
    expect(fromWireScopes(wire, profile, resource).toJSON()).toEqual(['files:read', 'openid']);
  });

  test('with one slash after a resource that ends in one', () => {
    const wire = toWireScopes(ScopeSet.of('a'), entraId, 'https://api.example/');
    expect(wire.toString()).toBe('https://api.example/a');
  });
});

describe('a token response', () => {
  test.each([
    ['with prefixes', 'api://1234/a api://1234/b openid', 'a b openid'],
    ['with bare names', 'a b', 'a b'],
    ["with another API's scopes", 'api://1234/a api://9/a', 'a api://9/a'],
    ['with a prefix and nothing after it', 'api://1234/', 'api://1234/'],
    ['with a prefixed protocol scope', 'api://1234/openid', 'api://1234/openid'],
  ])('%s is read in the words of the catalogue', (_, scope, expected) => {
    expect(fromWireScopes(ScopeSet.parse(scope), entra, resource).toString()).toBe(expected);
  });
});

describe('the claims of a token', () => {
  const role = {
    ...keycloak,
    scopeSources: [{ path: ['resource_access', 'my.api', 'roles'], form: 'array' }],
  } as const;
  test.each([
    ['scope as a string', standard, { scope: 'a b' }, 'a b'],
    ['scope as an array, which RFC 9068 does not know', standard, { scope: ['a'] }, ''],
    ['scp, which RFC 9068 does not know', standard, { scp: 'a' }, ''],
    ["a user's scp of Entra ID", entraId, { scp: 'a b', roles: ['admin'] }, 'a b'],
    ["a user's empty scp of Entra ID", entraId, { scp: '', roles: ['admin'] }, ''],
    ["an application's roles of Entra ID", entraId, { roles: ['a'] }, 'a'],
    ["Auth0's scope, not its permissions", auth0, { scope: 'a', permissions: ['b'] }, 'a'],
    ["Okta's scp", okta, { scp: ['a', 'b'] }, 'a b'],
    ["Okta's scp as a string", okta, { scp: 'a' }, ''],
    ["Keycloak's scope", keycloak, { scope: 'a', realm_access: { roles: ['b'] } }, 'a'],
    ['a path with a dot in it', role, { resource_access: { 'my.api': { roles: ['a'] } } }, 'a'],
    ['a path that ends early', role, { resource_access: 'my.api' }, ''],
    ["Cognito's scopes of this API", rs, { scope: 'openid files-api/a other/b a' }, 'a openid'],
    ["Cognito's bare prefix", rs, { scope: 'files-api/ files-api/openid' }, ''],
    ['nothing', standard, {}, ''],
    ['an inherited claim', standard, Object.create({ scope: 'a' }) as object, ''],
    ['a malformed scope', standard, { scope: 'a  b' }, ''],
  ])('%s', (_, profile, claims, expected) => {
    const scopes = scopesOfClaims(claims as Record<string, unknown>, profile, resource);
    expect(scopes.toString()).toBe(expected);
  });
});
