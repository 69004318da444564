import { defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type MintOptions, type TestIssuer } from '@stepscope/testing';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createResourceServer,
  keycloak,
  type ApiOptions,
  type IssuerSettings,
  type IssuerUnavailableError,
  type KnownIssuers,
  type ResourceServer,
  type SeveralIssuers,
} from '../index.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
let nowMs = Date.UTC(2026, 10, 22, 12);
let red: TestIssuer;
let blue: TestIssuer;
let errors: IssuerUnavailableError[];

beforeAll(async () => {
  const options = { algorithms: ['ES256'], now: () => nowMs } as const;
  [red, blue] = await Promise.all([
    startTestIssuer(options),
    startTestIssuer({ ...options, path: '/blue' }),
  ]);
});
afterAll(() => Promise.all([red.close(), blue.close()]));
beforeEach(() => {
  errors = [];
});

function serverFor(
  options: SeveralIssuers & Partial<ApiOptions<'files:read', never>>,
): ResourceServer {
  return createResourceServer({
    resource: 'https://api.example',
    catalogue,
    now: () => nowMs,
    onIssuerUnavailable: (error) => errors.push(error),
    ...options,
  });
}

/** Why the token is refused, or its issuer. */
async function verdict(server: ResourceServer, token: string): Promise<string> {
  const decision = await server.check({ headers: { authorization: `Bearer ${token}` } });
  if (decision.outcome === 'allowed') return decision.auth?.issuer ?? 'nobody';
  return decision.outcome === 'denied' ? decision.reason : decision.outcome;
}

describe('a list of issuers', () => {
  test('takes tokens of each, and of no other', async () => {
    const server = serverFor({ issuers: [{ issuer: red.issuer }, { issuer: blue.issuer }] });
    expect(await verdict(server, await red.mint())).toBe(red.issuer);
    expect(await verdict(server, await blue.mint())).toBe(blue.issuer);
    const { origin } = new URL(blue.issuer);
    for (const iss of [origin, `${red.issuer}/`, red.issuer.toUpperCase(), [red.issuer], 7]) {
      expect(await verdict(server, await red.mint({ claims: { iss } }))).toBe('issuer');
    }
  });

  test('a user is a subject of an issuer: the same subject of two is two users [10.3.3]', async () => {
    const server = serverFor({ issuers: [{ issuer: red.issuer }, { issuer: blue.issuer }] });
    const userOf = async (issuer: TestIssuer): Promise<unknown> => {
      const authorization = `Bearer ${await issuer.mint({ subject: 'ada' })}`;
      const decision = await server.check({ headers: { authorization } });
      return decision.outcome === 'allowed' && [decision.auth?.issuer, decision.auth?.subject];
    };
    expect(await userOf(red)).toEqual([red.issuer, 'ada']);
    expect(await userOf(blue)).toEqual([blue.issuer, 'ada']);
  });

  test('looks a kid up within the token’s issuer only, though both have it [S3.08]', async () => {
    const server = serverFor({ issuers: [{ issuer: red.issuer }, { issuer: blue.issuer }] });
    expect(red.kids).toEqual(blue.kids);
    const forged = await red.mint({ claims: { iss: blue.issuer } });
    expect(await verdict(server, forged)).toBe('signature');
    expect(await verdict(server, await red.mint())).toBe(red.issuer);
  });

  test('holds each to its own audience, algorithms and profile', async () => {
    const server = serverFor({
      issuers: [
        { issuer: red.issuer, audience: 'urn:red' },
        { issuer: blue.issuer, algorithms: ['RS256'] },
      ],
    });
    const mint = (issuer: TestIssuer, options: MintOptions = {}): Promise<string> =>
      issuer.mint({ audience: 'urn:red', ...options });
    expect(await verdict(server, await mint(red))).toBe(red.issuer);
    expect(await verdict(server, await red.mint())).toBe('audience');
    expect(await verdict(server, await blue.mint())).toBe('algorithm');

    const mixed = serverFor({
      issuers: [{ issuer: red.issuer }, { issuer: blue.issuer, profile: keycloak }],
    });
    const plain = { header: { typ: 'JWT' }, claims: { azp: 'app', typ: 'Bearer' } };
    expect(await verdict(mixed, await blue.mint(plain))).toBe(blue.issuer);
    expect(await verdict(mixed, await red.mint(plain))).toBe('typ');
  });

  test('takes what stands beside it as the default for each', async () => {
    const server = serverFor({
      audience: 'urn:all',
      issuers: [{ issuer: red.issuer }, { issuer: blue.issuer, audience: 'urn:blue' }],
    });
    expect(await verdict(server, await red.mint({ audience: 'urn:all' }))).toBe(red.issuer);
    expect(await verdict(server, await blue.mint({ audience: 'urn:all' }))).toBe('audience');
  });

  test('is published whole in the metadata [S1.11]', () => {
    const server = serverFor({ issuers: [{ issuer: red.issuer }, { issuer: blue.issuer }] });
    expect(server.metadata.document.authorization_servers).toEqual([red.issuer, blue.issuer]);
  });

  test('answers 503 for an issuer that is down, and serves the others', async () => {
    const server = serverFor({ issuers: [{ issuer: red.issuer }, { issuer: blue.issuer }] });
    const [tokenOfRed, tokenOfBlue] = await Promise.all([red.mint(), blue.mint()]);
    await blue.fail('server-error');
    expect(await verdict(server, tokenOfBlue)).toBe('unavailable');
    expect(await verdict(server, tokenOfRed)).toBe(red.issuer);
    await blue.recover();
    nowMs += 1000;
    expect(await verdict(server, tokenOfBlue)).toBe(blue.issuer);
  });

  test('lets one issuer be asked about tokens that are no JWTs', async () => {
    const { clientId, clientSecret } = blue.introspectionClient;
    const server = serverFor({
      issuers: [
        { issuer: red.issuer },
        { issuer: blue.issuer, introspection: { clientId, clientSecret } },
      ],
    });
    expect(await verdict(server, blue.mintOpaque())).toBe(blue.issuer);
    expect(await verdict(server, red.mintOpaque())).toBe('inactive');
    expect(await verdict(server, await red.mint())).toBe(red.issuer);
  });
});

describe('issuers that a function knows', () => {
  const tenants = (): Record<string, IssuerSettings> => ({ [red.issuer]: {}, [blue.issuer]: {} });
  const known = vi.fn<KnownIssuers['known']>();

  beforeEach(() => {
    known.mockReset();
    known.mockImplementation((issuer) => tenants()[issuer]);
  });

  test('are asked for once, and then for again after five minutes', async () => {
    const server = serverFor({ issuers: { known } });
    const token = await red.mint({ expiresInSeconds: 3600 });
    const tokens = await Promise.all(Array.from({ length: 10 }, () => red.mint()));
    const verdicts = await Promise.all([token, ...tokens].map((each) => verdict(server, each)));
    expect(new Set(verdicts)).toEqual(new Set([red.issuer]));
    expect(await verdict(server, await blue.mint())).toBe(blue.issuer);
    expect(known).toHaveBeenCalledTimes(2);
    nowMs += 299_999;
    await verdict(server, token);
    expect(known).toHaveBeenCalledTimes(2);
    nowMs += 1;
    expect(await verdict(server, token)).toBe(red.issuer);
    expect(known).toHaveBeenCalledTimes(3);
  });

  test('keep their keys when they are asked for again, unless these are set otherwise', async () => {
    const server = serverFor({ issuers: { known, cacheSeconds: 1 } });
    const token = await red.mint({ expiresInSeconds: 3600 });
    await verdict(server, token);
    const requests = red.requests.length;
    nowMs += 1000;
    expect(await verdict(server, token)).toBe(red.issuer);
    expect(red.requests).toHaveLength(requests);

    known.mockReturnValue({ keys: red.jwksUri });
    nowMs += 1000;
    expect(await verdict(server, token)).toBe(red.issuer);
    expect(red.requests.slice(requests)).toEqual(['/jwks']);
  });

  test('lose a key that their settings lose, though the same object is changed in place', async () => {
    const jwks = async (issuer: TestIssuer) =>
      (await (await fetch(issuer.jwksUri)).json()) as { keys: JWK[] };
    const settings = { keys: await jwks(red) };
    known.mockReturnValue(settings);
    const server = serverFor({ issuers: { known, cacheSeconds: 1 } });
    const token = await red.mint({ expiresInSeconds: 3600 });
    expect(await verdict(server, token)).toBe(red.issuer);
    settings.keys.keys.splice(0, 1, ...(await jwks(blue)).keys);
    nowMs += 1000;
    expect(await verdict(server, token)).toBe('signature');
  });

  test('are refused with 401 where it does not know them, and nobody else is asked [S3.08]', async () => {
    const server = serverFor({ issuers: { known } });
    const stranger = await startTestIssuer({ algorithms: ['ES256'], now: () => nowMs });
    expect(await verdict(server, await stranger.mint())).toBe('issuer');
    expect(stranger.requests).toEqual([]);
    await stranger.close();
    known.mockReturnValue(null);
    expect(await verdict(server, await red.mint({ claims: { iss: 'https://a.example' } }))).toBe(
      'issuer',
    );
  });

  test('are not asked for where no issuer could have that name', async () => {
    const server = serverFor({ issuers: { known } });
    for (const iss of [
      'http://a.example',
      'javascript:alert(1)',
      'red',
      '',
      '__proto__',
      7,
      null,
    ]) {
      expect(await verdict(server, await red.mint({ claims: { iss } }))).toBe('issuer');
    }
    for (const broken of ['alg-none', 'future-iat', 'two-parts', 'no-iss'] as const) {
      expect(await verdict(server, await red.mint({ broken }))).not.toBe(red.issuer);
    }
    expect(known).not.toHaveBeenCalled();
  });

  test('that are unknown stay so for 30 s, however many others are asked for', async () => {
    const server = serverFor({ issuers: { known } });
    const stranger = await red.mint({ claims: { iss: 'https://new.example' } });
    await verdict(server, await red.mint());
    await verdict(server, stranger);
    await verdict(server, stranger);
    expect(known).toHaveBeenCalledTimes(2);
    for (let index = 0; index < 1100; index++) {
      await verdict(server, await red.mint({ claims: { iss: `https://${index}.example` } }));
    }
    const calls = known.mock.calls.length;
    expect(await verdict(server, await red.mint())).toBe(red.issuer);
    expect(known).toHaveBeenCalledTimes(calls);
    nowMs += 30_000;
    await verdict(server, stranger);
    expect(known).toHaveBeenCalledTimes(calls + 1);
  });

  test('stop to count when they are no longer known', async () => {
    const server = serverFor({ issuers: { known, cacheSeconds: 60 } });
    const token = await red.mint({ expiresInSeconds: 3600 });
    expect(await verdict(server, token)).toBe(red.issuer);
    known.mockReturnValue(undefined);
    nowMs += 59_999;
    expect(await verdict(server, token)).toBe(red.issuer);
    nowMs += 1;
    expect(await verdict(server, token)).toBe('issuer');
  });

  test.each<[string, KnownIssuers['known'], RegExp]>([
    ['throws', () => fail('no database'), /looked up: no database$/],
    ['rejects', () => Promise.reject(new Error('no database')), /looked up: no database$/],
    ['never answers', () => new Promise(() => undefined), /has not answered within 20 ms/],
    ['answers with no object', () => true as never, /known issuer is not an object/],
    ['answers with a misspelt option', () => ({ audiense: 'a' }) as object, /"audience"/],
    ['answers with a wrong option', () => ({ audience: [] }), /audience names nothing/],
    ['answers with a key on http', () => ({ keys: 'http://a.example' }), /keys is http:/],
  ])('are answered with 503 while it %s', async (_, broken, reason) => {
    const server = serverFor({ issuers: { known }, timeoutMs: 20 });
    known.mockImplementation(broken);
    const token = await red.mint();
    expect(await verdict(server, token)).toBe('unavailable');
    expect(errors.map(({ message }) => message)).toEqual([expect.stringMatching(reason)]);
    expect(errors[0]?.message).not.toContain(red.issuer);
    // Given keys, so that the short time is spent on nothing else.
    known.mockReturnValue({
      keys: (await (await fetch(red.jwksUri)).json()) as { keys: object[] },
    });
    expect(await verdict(server, token)).toBe(red.issuer);
  });

  test('get a signal that ends with the time that it may take', async () => {
    let aborted = false;
    known.mockImplementation(
      (_, { signal }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            resolve({});
          });
        }),
    );
    const server = serverFor({ issuers: { known }, timeoutMs: 20 });
    await verdict(server, await red.mint());
    await expect.poll(() => aborted).toBe(true);
  });

  test('are not listed in the metadata', () => {
    const { document } = serverFor({ issuers: { known } }).metadata;
    expect(document).not.toHaveProperty('authorization_servers');
  });
});

describe('keys', () => {
  const mint = async (
    alg: 'ES256' | 'RS256' | 'Ed25519',
    kid: string | undefined,
    key: Parameters<SignJWT['sign']>[0],
  ): Promise<string> =>
    new SignJWT({ client_id: 'app', jti: 'a' })
      .setProtectedHeader({ alg, typ: 'at+jwt', ...(kid !== undefined && { kid }) })
      .setIssuer('https://issuer.example')
      .setAudience('https://api.example')
      .setSubject('user')
      .setIssuedAt(Math.floor(nowMs / 1000))
      .setExpirationTime(Math.floor(nowMs / 1000) + 60)
      .sign(key);
  const fetchNothing = (): never => {
    throw new Error('nothing is to be fetched');
  };

  test('that are given are never fetched, and name themselves by kid', async () => {
    const [a, b] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('Ed25519')]);
    const keys = [
      { ...(await exportJWK(a.publicKey)), kid: 'a' },
      { ...(await exportJWK(b.publicKey)), kid: 'b' },
    ];
    const server = createResourceServer({
      issuer: 'https://issuer.example',
      resource: 'https://api.example',
      catalogue,
      keys: { keys },
      now: () => nowMs,
      fetch: fetchNothing,
    });
    expect(await verdict(server, await mint('ES256', 'a', a.privateKey))).toMatch(/^https/);
    expect(await verdict(server, await mint('Ed25519', 'b', b.privateKey))).toMatch(/^https/);
    expect(await verdict(server, await mint('ES256', undefined, a.privateKey))).toMatch(/^https/);
    expect(await verdict(server, await mint('ES256', 'c', a.privateKey))).toBe('unknown-key');
    expect(await verdict(server, await mint('Ed25519', 'a', b.privateKey))).toBe('unknown-key');
    const forged = await generateKeyPair('ES256');
    expect(await verdict(server, await mint('ES256', 'a', forged.privateKey))).toBe('signature');
  });

  test('that have no kid are meant by every token, where there is only one', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const server = createResourceServer({
      issuer: 'https://issuer.example',
      resource: 'https://api.example',
      catalogue,
      keys: { keys: [await exportJWK(publicKey)] },
      now: () => nowMs,
    });
    for (const kid of ['a', undefined]) {
      expect(await verdict(server, await mint('ES256', kid, privateKey))).toMatch(/^https/);
    }
  });

  test('at a URL are fetched there, and no metadata is', async () => {
    const requests = red.requests.length;
    const server = createResourceServer({
      issuer: red.issuer,
      resource: 'https://api.example',
      catalogue,
      keys: red.jwksUri,
      now: () => nowMs,
    });
    expect(await verdict(server, await red.mint())).toBe(red.issuer);
    expect(red.requests.slice(requests)).toEqual(['/jwks']);
  });
});

function fail(message: string): never {
  throw new Error(message);
}
