import { defineCatalogue } from '@stepscope/core';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { auth0, createResourceServer, keycloak, standard, type Decision } from '../index.js';
import { vendors, type Vendor, type VendorToken } from '../test-support/vendor-tokens.js';

const nowSeconds = Date.UTC(2026, 10, 22, 12) / 1000;
let privateKey: CryptoKey;
let publicJwk: JWK;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256', { extractable: true });
  ({ privateKey } = pair);
  publicJwk = await exportJWK(pair.publicKey);
});

async function check(
  { header, claims }: VendorToken,
  { profile, audience }: Pick<Vendor, 'profile' | 'audience'>,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Decision> {
  const times = { iat: nowSeconds - 60, nbf: nowSeconds - 60, exp: nowSeconds + 3600 };
  const token = await new SignJWT({ ...claims, ...times, ...changes })
    .setProtectedHeader(header as { alg: string })
    .sign(privateKey);
  const server = createResourceServer({
    issuer: claims['iss'] as string,
    resource: 'https://api.example',
    catalogue: defineCatalogue({ scopes: {} }),
    profile,
    audience,
    keys: { keys: [{ ...publicJwk, kid: header['kid'] }] },
    now: () => nowSeconds * 1000,
  });
  return server.check({ headers: { authorization: `Bearer ${token}` } });
}

const reasonOf = (decision: Decision): string =>
  decision.outcome === 'denied' ? decision.reason : decision.outcome;

const cited = Object.entries(vendors).map(
  ([name, vendor]) => [name, vendor.access.page, vendor] as const,
);

describe.each(cited)('a token of %s (%s)', (_, __, vendor) => {
  test('passes, with its scopes and its client', async () => {
    const decision = await check(vendor.access, vendor);
    expect(reasonOf(decision)).toBe('allowed');
    const { auth } = decision as Extract<Decision, { outcome: 'allowed' }>;
    expect(auth?.scopes.toJSON()).toEqual(vendor.scopes);
    expect(auth?.clientId).toBe(vendor.clientId);
    expect(auth?.subject).toBe(vendor.access.claims['sub']);
  });

  test('is refused where it is for another API [9.2.3]', async () => {
    const other = { ...vendor, audience: ['https://other.example'] };
    expect(reasonOf(await check(vendor.access, other))).toBe('audience');
  });

  test('is refused without any audience [9.2.3]', async () => {
    const changes = { aud: undefined, client_id: undefined };
    expect(reasonOf(await check(vendor.access, vendor, changes))).toBe('claims');
  });

  test('is refused with an audience that is no string [S3.09]', async () => {
    for (const aud of [[vendor.audience], { api: vendor.audience[0] }, 7, null, []]) {
      expect(reasonOf(await check(vendor.access, vendor, { aud }))).toBe('audience');
    }
  });

  test('is refused without a subject', async () => {
    expect(reasonOf(await check(vendor.access, vendor, { sub: '' }))).toBe('claims');
    expect(reasonOf(await check(vendor.access, vendor, { sub: undefined }))).toBe('claims');
  });

  test.each(vendor.profile.requiredClaims)('is refused without %s', async (name) => {
    expect(reasonOf(await check(vendor.access, vendor, { [name]: undefined }))).toBe('claims');
    expect(reasonOf(await check(vendor.access, vendor, { [name]: 7 }))).toBe('claims');
  });

  test('is refused by the standard profile, unless it follows the standard', async () => {
    const decision = await check(vendor.access, { ...vendor, profile: standard });
    const follows = vendor.access.header['typ'] === 'at+jwt';
    expect(reasonOf(decision)).toBe(follows ? 'allowed' : 'typ');
  });

  test('that is an ID token is refused, whatever API it is for [S3.08]', async () => {
    expect(reasonOf(await check(vendor.id, vendor))).toMatch(/^(typ|claims|audience)$/);
    // Where one registration is client and API, or a mapper adds the API to the audience.
    const toApi = await check(vendor.id, vendor, { aud: vendor.audience });
    expect(reasonOf(toApi)).toMatch(/^(typ|claims)$/);
  });

  test('is refused with a claim that only ID tokens carry [9.2.2]', async () => {
    for (const name of vendor.profile.idTokenClaims) {
      expect(reasonOf(await check(vendor.access, vendor, { [name]: 'a' }))).toBe('typ');
    }
    for (const [name, values] of Object.entries(vendor.profile.expectedClaims)) {
      for (const value of ['', undefined, values, 'id']) {
        expect(reasonOf(await check(vendor.access, vendor, { [name]: value }))).toBe('typ');
      }
    }
  });

  test('with another typ is refused [9.2.2]', async () => {
    for (const typ of ['logout+jwt', 'dpop+jwt', 'refresh+jwt', 'JWE', 7]) {
      const access = { ...vendor.access, header: { ...vendor.access.header, typ } };
      expect(reasonOf(await check(access, vendor))).toBe('typ');
    }
  });
});

describe('a profile that is changed by spreading it', () => {
  const { [`Auth0, by its own token profile`]: fixture, Keycloak: realm } = vendors;

  test("reads Auth0's permissions, if the API says so", async () => {
    const scopeSources = [{ path: 'permissions', form: 'array' }] as const;
    const profile = { ...auth0, scopeSources };
    const permissions = ['read:patients', 'write:patients'];
    const decision = await check(fixture!.access, { ...fixture!, profile }, { permissions });
    expect(decision).toMatchObject({ outcome: 'allowed' });
    expect('auth' in decision && decision.auth?.scopes.toJSON()).toEqual(permissions);
  });

  test("reads Keycloak's client roles, if the API says so", async () => {
    const path = ['resource_access', 'service1', 'roles'];
    const profile = { ...keycloak, scopeSources: [{ path, form: 'array' }] } as const;
    const decision = await check(realm!.access, { ...realm!, profile });
    expect('auth' in decision && decision.auth?.scopes.toJSON()).toEqual(['service1-role']);
  });

  test('names the API by resourceIdentifier where no audience is set', async () => {
    const server = createResourceServer({
      issuer: 'https://my-domain.auth0.com/',
      resource: 'https://api.example',
      catalogue: defineCatalogue({ scopes: {} }),
      profile: { ...auth0, resourceIdentifier: 'urn:health-api' },
      keys: { keys: [{ ...publicJwk, kid: 'auth0-key' }] },
    });
    const sign = (aud: string): Promise<string> =>
      new SignJWT({ ...fixture!.access.claims, aud })
        .setProtectedHeader(fixture!.access.header as { alg: string })
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey);
    const verdict = async (aud: string): Promise<string> =>
      reasonOf(await server.check({ headers: { authorization: `Bearer ${await sign(aud)}` } }));
    expect(await verdict('urn:health-api')).toBe('allowed');
    expect(await verdict('https://api.example')).toBe('audience');
  });
});
