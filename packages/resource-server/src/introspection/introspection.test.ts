import { defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createResourceServer,
  InvalidOptionError,
  type Decision,
  type IntrospectionOptions,
  type ApiOptions,
  type OneIssuer,
} from '../index.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });

let issuer: TestIssuer;
let errors: Error[];
beforeEach(async () => {
  errors = [];
  issuer = await startTestIssuer({ algorithms: ['ES256'] });
});
afterEach(() => issuer.close());

function serve(
  changes: Partial<IntrospectionOptions> = {},
  options: Partial<ApiOptions<'files:read', never> & OneIssuer> = {},
) {
  const server = createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
    introspection: { ...issuer.introspectionClient, ...changes },
    onIssuerUnavailable: (error) => errors.push(error),
    timeoutMs: 2000,
    ...options,
  });
  return (token: string): Promise<Decision> =>
    server.check({ headers: { authorization: `Bearer ${token}` } }, { requirement: 'files:read' });
}

function resultOf(decision: Decision): string {
  return decision.outcome === 'denied'
    ? `${decision.denial.status} ${decision.reason}`
    : decision.outcome;
}

describe('an opaque token', () => {
  test('counts as the introspection endpoint says [S1.25]', async () => {
    const check = serve();
    const token = issuer.mintOpaque({ scopes: ['files:read'] });
    const decision = await check(token);
    expect(decision).toMatchObject({
      outcome: 'allowed',
      auth: { subject: 'user-1', clientId: 'test-client', issuer: issuer.issuer },
    });
    expect(JSON.stringify(decision)).not.toContain(token);
  });

  test.each<[string, (issuer: TestIssuer) => string, string]>([
    ['short of scopes', (i) => i.mintOpaque(), '403 scope'],
    ['nobody knows', () => 'no-such-token', '401 inactive'],
    [
      'for another resource',
      (i) => i.mintOpaque({ audience: 'https://b.example' }),
      '401 audience',
    ],
    ['expired', (i) => i.mintOpaque({ expiresInSeconds: -60 }), '401 inactive'],
    ['of 9 000 characters', () => 'x'.repeat(9000), '401 malformed-token'],
  ])('that is %s', async (_, mint, result) => {
    expect(resultOf(await serve()(mint(issuer)))).toBe(result);
  });

  test('that is bound to a key is no bearer token', async () => {
    const token = issuer.mintOpaque({ scopes: ['files:read'], claims: { cnf: { jkt: 'thumb' } } });
    expect(resultOf(await serve()(token))).toBe('401 bound');
  });

  test('is refused at once when the issuer revokes it, where every request asks', async () => {
    const check = serve({ cacheSeconds: 0 });
    const token = issuer.mintOpaque({ scopes: ['files:read'] });
    expect(resultOf(await check(token))).toBe('allowed');
    issuer.revoke(token);
    expect(resultOf(await check(token))).toBe('401 inactive');
  });

  test('is refused, and nobody is asked, without the option', async () => {
    const server = createResourceServer({
      issuer: issuer.issuer,
      resource: 'https://api.example',
      catalogue,
    });
    const headers = { authorization: `Bearer ${issuer.mintOpaque()}` };
    expect(resultOf(await server.check({ headers }))).toBe('401 malformed-token');
    expect(issuer.requests).toEqual([]);
  });
});

describe('a JWT is never sent to the endpoint', () => {
  test.each<[string, (issuer: TestIssuer) => Promise<string>, string]>([
    ['that is good', (i) => i.mint({ scopes: ['files:read'] }), 'allowed'],
    ['whose signature is wrong', (i) => i.mint({ broken: 'signature' }), '401 signature'],
    ['without a signature', (i) => i.mint({ broken: 'alg-none' }), '401 malformed-token'],
    ['of two parts', (i) => i.mint({ broken: 'two-parts' }), '401 malformed-token'],
    ['that has expired', (i) => i.mint({ broken: 'expired' }), '401 expired'],
  ])('%s', async (_, mint, result) => {
    expect(resultOf(await serve()(await mint(issuer)))).toBe(result);
    expect(issuer.introspectionRequests).toBe(0);
  });
});

describe('while the endpoint cannot be had', () => {
  test.each(['refuse', 'server-error', 'html', 'malformed', 'huge', 'hang'] as const)(
    'by "%s" the answer is 503 with Retry-After, and the endpoint is left alone, until it recovers',
    async (outage) => {
      let now = Date.now();
      const endpoint = issuer.introspectionEndpoint;
      const check = serve({ endpoint }, { now: () => now, timeoutMs: 300 });
      const token = issuer.mintOpaque({ scopes: ['files:read'] });
      await issuer.fail(outage);
      const first = await check(token);
      expect(first).toMatchObject({ denial: { status: 503, headers: { 'Retry-After': '1' } } });
      const asked = issuer.requests.length;
      expect(resultOf(await check(token))).toBe('503 unavailable');
      expect(issuer.requests.length).toBe(asked);

      await issuer.recover();
      now += 1000;
      expect(resultOf(await check(token))).toBe('allowed');
    },
  );

  test('attempts come after 1, 2, 4 … and at last every 30 s', async () => {
    let now = Date.now();
    const check = serve({ endpoint: issuer.introspectionEndpoint }, { now: () => now });
    await issuer.fail('server-error');
    const waits: string[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      const decision = await check('opaque');
      const wait = decision.outcome === 'denied' ? decision.denial.headers['Retry-After']! : '';
      waits.push(wait);
      now += Number(wait) * 1000;
    }
    expect(waits).toEqual(['1', '2', '4', '8', '16', '30', '30']);
  });

  test('where it is now is looked up again', async () => {
    let now = Date.now();
    let endpoint = `${issuer.issuer}/moved`;
    const check = serve(
      {},
      {
        now: () => now,
        fetch: async (url, init) => {
          const response = await fetch(url, init);
          if (!response.url.includes('.well-known')) return response;
          const metadata = (await response.json()) as object;
          return Response.json({ ...metadata, introspection_endpoint: endpoint });
        },
      },
    );
    const token = issuer.mintOpaque({ scopes: ['files:read'] });
    expect(resultOf(await check(token))).toBe('503 unavailable');
    endpoint = issuer.introspectionEndpoint;
    now += 1000;
    expect(resultOf(await check(token))).toBe('allowed');
  });

  test('a clock that is set back ends the cool-down', async () => {
    let now = Date.now();
    const check = serve({ endpoint: issuer.introspectionEndpoint }, { now: () => now });
    const token = issuer.mintOpaque({ scopes: ['files:read'] });
    await issuer.fail('server-error');
    now += 3_600_000;
    expect(resultOf(await check(token))).toBe('503 unavailable');
    await issuer.recover();
    now -= 3_600_000;
    expect(resultOf(await check(token))).toBe('allowed');
  });

  test('wrong credentials of ours are our failure, told without any secret', async () => {
    const check = serve({ clientSecret: 'wrong secret' });
    const token = issuer.mintOpaque({ scopes: ['files:read'] });
    expect(resultOf(await check(token))).toBe('503 unavailable');
    const [error] = errors;
    const told = `${error?.message} ${error?.stack} ${JSON.stringify(error)} ${String(error?.cause)}`;
    expect(told).toContain(issuer.introspectionEndpoint);
    expect(told).toContain('401');
    for (const secret of [token, 'wrong secret', btoa('test-resource:wrong+secret')]) {
      expect(told).not.toContain(secret);
    }
  });

  test('metadata without an endpoint is told as such', async () => {
    await issuer.close();
    issuer = await startTestIssuer({ metadata: { introspection_endpoint: undefined } });
    expect(resultOf(await serve()('opaque'))).toBe('503 unavailable');
    expect(errors[0]?.message).toContain('introspection_endpoint');
  });
});

test('credentials with special characters arrive as RFC 6749 §2.3.1 says', async () => {
  await issuer.close();
  const introspectionClient = { clientId: 'api:1', clientSecret: 'pä ss+%&word' };
  issuer = await startTestIssuer({ algorithms: ['ES256'], introspectionClient });
  const token = issuer.mintOpaque({ scopes: ['files:read'] });
  expect(resultOf(await serve()(token))).toBe('allowed');
});

test.each<[string, unknown]>([
  ['introspection is not an object', 'secret'],
  ['introspection.clientId is missing', { clientSecret: 's' }],
  ['introspection.clientSecret is missing', { clientId: 'api' }],
  ['introspection.endpoint', { endpoint: 'http://login.example/introspect' }],
  ['introspection.cacheSeconds', { cacheSeconds: -1 }],
  ['introspection.allowMissingAudience', { allowMissingAudience: 'yes' }],
  ['Did you mean "endpoint"?', { endpont: 'https://login.example' }],
])('refuses options: %s', (message, options) => {
  const whole = { clientId: 'api', clientSecret: 's', ...(options as object) };
  const missing = message.endsWith('is missing');
  const introspection = typeof options === 'string' || missing ? options : whole;
  const make = () =>
    createResourceServer({
      issuer: issuer.issuer,
      resource: 'https://api.example',
      catalogue,
      introspection: introspection as IntrospectionOptions,
    });
  expect(make).toThrow(InvalidOptionError);
  expect(make).toThrow(message);
});
