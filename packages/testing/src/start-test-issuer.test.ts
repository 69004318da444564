import {
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  jwtVerify,
  type JWTVerifyResult,
} from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  startTestIssuer,
  type Broken,
  type MintOptions,
  type Outage,
  type TestIssuer,
  type TestIssuerOptions,
} from './index.js';

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'] as const;

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms });
});
afterAll(() => issuer.close());

/** An issuer for one test that changes it. */
async function ownIssuer(): Promise<TestIssuer> {
  const own = await startTestIssuer();
  onTestFinished(() => own.close());
  return own;
}

const getJson = async (url: string): Promise<Record<string, unknown>> =>
  (await (await fetch(url)).json()) as Record<string, unknown>;

function verify(token: string, from = issuer): Promise<JWTVerifyResult> {
  return jwtVerify(token, createRemoteJWKSet(new URL(from.jwksUri)), {
    issuer: from.issuer,
    audience: 'https://api.example',
    typ: 'at+jwt',
    algorithms: [...algorithms],
    requiredClaims: ['exp', 'iat', 'sub', 'client_id', 'jti'],
  });
}

describe('what it publishes', () => {
  test('serves the same metadata under both well-known paths', async () => {
    const openid = await getJson(`${issuer.issuer}/.well-known/openid-configuration`);
    expect(openid).toMatchObject({ issuer: issuer.issuer, jwks_uri: issuer.jwksUri });
    expect(await getJson(`${issuer.issuer}/.well-known/oauth-authorization-server`)).toEqual(
      openid,
    );
  });

  test('puts the path of the issuer where each standard wants it', async () => {
    const tenant = await startTestIssuer({ path: '/tenant-1' });
    onTestFinished(() => tenant.close());
    const { origin } = new URL(tenant.issuer);
    for (const url of [
      `${origin}/tenant-1/.well-known/openid-configuration`,
      `${origin}/.well-known/oauth-authorization-server/tenant-1`,
    ]) {
      expect(await getJson(url)).toMatchObject({ issuer: tenant.issuer });
    }
  });

  test('publishes public keys only', async () => {
    const { keys } = await getJson((await ownIssuer()).jwksUri);
    expect(keys).toMatchObject([
      { kid: 'RS256-1', kty: 'RSA', alg: 'RS256' },
      { kid: 'ES256-1', kty: 'EC', alg: 'ES256' },
    ]);
    for (const key of keys as object[]) expect(Object.keys(key)).not.toContain('d');
  });

  test('counts requests', async () => {
    const own = await ownIssuer();
    await getJson(own.jwksUri);
    await fetch(`${own.issuer}/nowhere`);
    expect(own.requests).toEqual(['/jwks', '/nowhere']);
    expect(own.jwksRequests).toBe(1);
  });
});

describe('keys', () => {
  test('signs with the new keys after a rotation, and keeps the old ones published', async () => {
    const own = await ownIssuer();
    const before = await own.mint();
    await own.rotateKeys();
    const after = await own.mint();
    expect(decodeProtectedHeader(after).kid).toBe('RS256-2');
    await verify(before, own);
    await verify(after, own);
  });

  test('stops publishing a removed key', async () => {
    const own = await ownIssuer();
    const token = await own.mint();
    own.removeKey('RS256-1');
    await expect(verify(token, own)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    expect(() => own.removeKey('RS256-1')).toThrow(TypeError);
  });
});

describe('outages', () => {
  test('refuses connections, and comes back on the same port', async () => {
    const own = await ownIssuer();
    await own.fail('refuse');
    await expect(fetch(own.jwksUri)).rejects.toThrow('fetch failed');
    await own.recover();
    expect((await fetch(own.jwksUri)).status).toBe(200);
  });

  test.each([
    ['server-error', 500, 'text/plain'],
    ['html', 200, 'text/html'],
    ['malformed', 200, 'application/json'],
    ['huge', 200, 'application/json'],
    ['many-keys', 200, 'application/json'],
    ['other-issuer', 200, 'application/json'],
  ] as const)('%s answers %i %s', async (outage, status, type) => {
    const own = await ownIssuer();
    await own.fail(outage);
    const response = await fetch(own.jwksUri);
    expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
  });

  test('huge is the right document and 10 MB more, many-keys 10 000 keys beside its own', async () => {
    const own = await ownIssuer();
    const { keys } = await getJson(own.jwksUri);
    await own.fail('huge');
    const huge = await (await fetch(own.jwksUri)).text();
    expect(huge.length).toBeGreaterThan(10_000_000);
    expect(JSON.parse(huge)).toMatchObject({ keys });
    await own.fail('many-keys');
    const many = (await getJson(own.jwksUri))['keys'] as object[];
    expect(many).toHaveLength(10_002);
    expect(many.slice(0, 2)).toEqual(keys);
  });

  test('redirects to a place that has the right document', async () => {
    const own = await ownIssuer();
    await own.fail('redirect');
    expect((await fetch(own.jwksUri, { redirect: 'manual' })).status).toBe(302);
    expect(await getJson(own.jwksUri)).toHaveProperty('keys');
    expect(own.requests).toEqual(['/jwks', '/jwks', '/redirected/jwks']);
  });

  test('slow holds answers back until they are released, or the outage ends', async () => {
    const own = await ownIssuer();
    await own.fail('slow');
    let answered = 0;
    const ask = async (): Promise<number> => {
      const { status } = await fetch(own.jwksUri);
      answered++;
      return status;
    };
    const first = ask();
    await expect.poll(() => own.requests.length).toBe(1);
    expect(answered).toBe(0);
    own.release();
    expect(await first).toBe(200);
    const second = ask();
    await expect.poll(() => own.requests.length).toBe(2);
    expect(answered).toBe(1);
    await own.recover();
    expect(await second).toBe(200);
  });

  test('stall begins an answer and never ends it', async () => {
    const own = await ownIssuer();
    await own.fail('stall');
    const response = await fetch(own.jwksUri);
    const body = response.text();
    await own.recover();
    await expect(body).rejects.toThrow('terminated');
  });

  test('cuts off requests that hang when it recovers', async () => {
    const own = await ownIssuer();
    await own.fail('hang');
    const pending = fetch(own.jwksUri);
    await expect.poll(() => own.requests.length).toBe(1);
    await own.recover();
    await expect(pending).rejects.toThrow('fetch failed');
  });
});

describe('mint', () => {
  test.each(algorithms)('mints a valid %s access token', async (algorithm) => {
    const token = await issuer.mint({ algorithm, scopes: ['files:read', 'files:write'] });
    const { payload, protectedHeader } = await verify(token);
    expect(protectedHeader).toEqual({ alg: algorithm, typ: 'at+jwt', kid: `${algorithm}-1` });
    expect(payload).toMatchObject({
      scope: 'files:read files:write',
      sub: 'user-1',
      client_id: 'test-client',
    });
    expect(payload.exp! - payload.iat!).toBe(300);
  });

  test('takes every claim and header parameter from the options', async () => {
    const token = await issuer.mint({
      audience: ['a', 'b'],
      subject: 'u',
      clientId: 'c',
      expiresInSeconds: 60,
      claims: { tenant: 't', jti: undefined },
      header: { x: 1 },
    });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({ aud: ['a', 'b'], sub: 'u', client_id: 'c', tenant: 't' });
    expect(claims).not.toHaveProperty('jti');
    expect(claims.exp! - claims.iat!).toBe(60);
    expect(decodeProtectedHeader(token)).toMatchObject({ x: 1 });
  });

  // What jose sees by itself. The other defects are those that it lets pass: see the next table.
  test.each<[Broken, string]>([
    ['expired', 'ERR_JWT_EXPIRED'],
    ['not-yet-valid', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-exp', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-iat', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-iss', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-aud', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-sub', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-client-id', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-jti', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['issuer', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['issuer-array', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['issuer-trailing-slash', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['audience', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['audience-nested', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['invalid-utf8', 'ERR_JWT_INVALID'],
    ['not-an-object', 'ERR_JWT_INVALID'],
    ['typ', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['no-typ', 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['alg-none', 'ERR_JOSE_ALG_NOT_ALLOWED'],
    ['alg-none-mixed-case', 'ERR_JOSE_ALG_NOT_ALLOWED'],
    ['hs256-with-public-key', 'ERR_JOSE_ALG_NOT_ALLOWED'],
    ['unknown-kid', 'ERR_JWKS_NO_MATCHING_KEY'],
    ['kid-path', 'ERR_JWKS_NO_MATCHING_KEY'],
    ['crit', 'ERR_JOSE_NOT_SUPPORTED'],
    ['signature', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['empty-signature', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['zero-signature', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['standard-alphabet', 'ERR_JWS_INVALID'],
    ['two-parts', 'ERR_JWS_INVALID'],
    ['five-parts', 'ERR_JWS_INVALID'],
  ])('breaks a token by "%s" so that jose answers %s', async (broken, code) => {
    for (const algorithm of algorithms) {
      await expect(verify(await issuer.mint({ broken, algorithm }))).rejects.toMatchObject({
        code,
      });
    }
  });

  test.each<Broken>([
    'future-iat',
    'infinite-exp',
    'bound',
    'duplicate-claim',
    'b64-without-crit',
    'duplicate-header',
    'non-canonical',
    'b64',
    'padding',
    'too-long',
  ])('"%s" leaves the signature right, so that jose alone does not see it', async (broken) => {
    for (const algorithm of algorithms) {
      await verify(await issuer.mint({ broken, algorithm, scopes: ['files:read'] }));
    }
  });
});

describe('mistakes in a test are TypeErrors', () => {
  test.each<[string, MintOptions, string]>([
    [
      'a defect',
      { broken: 'expird' as Broken },
      'Unknown defect "expird". Did you mean "expired"?',
    ],
    [
      'a defect that every object has',
      { broken: 'toString' as Broken },
      'Unknown defect "toString"',
    ],
    [
      'an option of mint',
      { scope: 'files:read' } as MintOptions,
      'Unknown option of mint "scope". Did you mean "scopes"? More claims go into "claims".',
    ],
    ['scopes in one string', { scopes: 'files:read' }, "give a list, such as ['files:read']."],
    [
      'a lifetime as text',
      { expiresInSeconds: '60' } as object,
      'expiresInSeconds is not a number: give 300',
    ],
    ['a lifetime of NaN', { expiresInSeconds: NaN }, 'expiresInSeconds is not a number: give 300'],
  ])('%s', async (_, options, message) => {
    const minting = issuer.mint(options);
    await expect(minting).rejects.toThrow(TypeError);
    await expect(minting).rejects.toThrow(message);
  });

  test('an algorithm of the issuer', async () => {
    const starting = startTestIssuer({ algorithms: ['HS256' as 'RS256'] });
    await expect(starting).rejects.toThrow(TypeError);
    await expect(starting).rejects.toThrow('Unknown algorithm "HS256". Did you mean "');
  });

  test('an option of the issuer', async () => {
    const starting = startTestIssuer({ audiance: 'x' } as TestIssuerOptions);
    await expect(starting).rejects.toThrow(TypeError);
    await expect(starting).rejects.toThrow('Did you mean "audience"?');
  });

  test('an outage', async () => {
    const failing = issuer.fail('refused' as Outage);
    await expect(failing).rejects.toThrow(TypeError);
    await expect(failing).rejects.toThrow('Unknown outage "refused". Did you mean "refuse"?');
    expect((await fetch(issuer.jwksUri)).status).toBe(200);
  });
});
