import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createDpopKey } from './dpop/create-dpop-key.js';
import type { OpaqueOptions } from './introspection.js';
import { startTestIssuer, type TestIssuer } from './start-test-issuer.js';

let nowMs = Date.UTC(2026, 10, 22, 12);
let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms: ['ES256'], now: () => nowMs, path: '/tenant-1' });
});
afterAll(() => issuer.close());

// RFC 6749 §2.3.1, written out: the default credentials need every kind of encoding.
const authorization = `Basic ${btoa('test-api:a+secret%3A+100%25+%2Bmore')}`;

function ask(token: string, init: RequestInit = {}): Promise<Response> {
  return fetch(issuer.introspectionEndpoint, {
    method: 'POST',
    headers: { Authorization: authorization },
    body: new URLSearchParams({ token }),
    ...init,
  });
}

const answerTo = async (token: string): Promise<unknown> => (await ask(token)).json();

describe('introspection', () => {
  test('is found in the metadata', async () => {
    const url = `${issuer.issuer}/.well-known/openid-configuration`;
    expect(await (await fetch(url)).json()).toMatchObject({
      introspection_endpoint: issuer.introspectionEndpoint,
    });
  });

  test('tells what an opaque token stands for', async () => {
    const token = issuer.mintOpaque({ scopes: ['read', 'write'], claims: { tenant: 't' } });
    expect(token).not.toContain('.');
    expect(await answerTo(token)).toEqual({
      active: true,
      token_type: 'Bearer',
      iss: issuer.issuer,
      aud: 'https://api.example',
      sub: 'user-1',
      client_id: 'test-client',
      iat: nowMs / 1000,
      exp: nowMs / 1000 + 300,
      jti: token,
      scope: 'read write',
      tenant: 't',
    });
  });

  test('tells of a token that is bound to a key', async () => {
    const dpopKey = await createDpopKey();
    expect(await answerTo(issuer.mintOpaque({ dpopKey }))).toMatchObject({
      token_type: 'DPoP',
      cnf: { jkt: dpopKey.jkt },
    });
  });

  test('knows the JWTs of the issuer, too', async () => {
    const token = await issuer.mint({ scopes: ['read'] });
    expect(await answerTo(token)).toMatchObject({ active: true, scope: 'read' });
    expect(await answerTo(await issuer.mint({ broken: 'signature' }))).toEqual({ active: false });
  });

  test.each<[string, () => string | Promise<string>]>([
    ['unknown', () => 'opaque-unknown'],
    ['revoked', () => revoked(issuer.mintOpaque())],
    ['revoked JWT', async () => revoked(await issuer.mint())],
    ['expired', () => expired(issuer.mintOpaque())],
    ['expired JWT', async () => expired(await issuer.mint())],
  ])('[S1.25] says nothing but active: false of an %s token', async (_, make) => {
    const response = await ask(await make());
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ active: false });
  });

  test.each([
    ['without credentials', {}],
    ['with wrong ones', { Authorization: `Basic ${btoa('test-api:secret')}` }],
    ['with ones that were joined as they are', { Authorization: rawBasic() }],
    ['with a token', { Authorization: 'Bearer x' }],
  ])('[S1.25] answers a call %s with 401', async (_, headers) => {
    const response = await ask(issuer.mintOpaque(), { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toContain('Basic');
  });

  test('takes the credentials of the options', async () => {
    const introspectionClient = { clientId: 'files', clientSecret: 'swordfish' };
    const own = await startTestIssuer({ algorithms: ['ES256'], introspectionClient });
    onTestFinished(() => own.close());
    const response = await fetch(own.introspectionEndpoint, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa('files:swordfish')}` },
      body: new URLSearchParams({ token: own.mintOpaque() }),
    });
    expect(await response.json()).toMatchObject({ active: true });
    expect(own.introspectionRequests).toBe(1);
  });

  test('answers 405 to GET and 400 to a call without a token', async () => {
    const get = { headers: { Authorization: authorization } };
    expect((await fetch(issuer.introspectionEndpoint, get)).status).toBe(405);
    expect((await ask('', { body: new URLSearchParams() })).status).toBe(400);
  });

  test('shares the outages of the issuer', async () => {
    await issuer.fail('server-error');
    expect((await ask('x')).status).toBe(500);
    await issuer.recover();
    expect((await ask('x')).status).toBe(200);
  });
});

test('an option of mintOpaque that is not there is a TypeError', () => {
  expect(() => issuer.mintOpaque({ scope: 'read' } as OpaqueOptions)).toThrow(
    'Unknown option of mintOpaque "scope". Did you mean "scopes"?',
  );
});

function revoked(token: string): string {
  issuer.revoke(token);
  return token;
}

function expired(token: string): string {
  nowMs += 300_000;
  return token;
}

function rawBasic(): string {
  return `Basic ${btoa('test-api:a secret: 100% +more')}`;
}
