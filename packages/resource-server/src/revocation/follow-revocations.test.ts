import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import { defineCatalogue, type Revocation } from '@stepscope/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createResourceServer,
  InvalidOptionError,
  memoryRevocationFeed,
  type Decision,
  type RevocationFeed,
  type RevocationListener,
  type RevocationOptions,
} from '../index.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms: ['ES256'] });
});
afterAll(() => issuer.close());

const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const grant = (): Revocation => ({
  iss: issuer.issuer,
  sub: 'user-1',
  clientId: 'test-client',
  at: nowSeconds(),
});

function serve(revocation: RevocationOptions, errors: Error[] = [], now = Date.now) {
  const server = createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
    revocation,
    now,
    onIssuerUnavailable: (error) => errors.push(error),
  });
  return async (token: string, requirement?: 'files:read'): Promise<Decision> => {
    const headers = { authorization: `Bearer ${token}` };
    return server.check({ headers }, requirement === undefined ? {} : { requirement });
  };
}

function statusOf(decision: Decision): number | string {
  return decision.outcome === 'denied' ? decision.denial.status : decision.outcome;
}

describe('a token of a grant that has become narrower', () => {
  test('is refused with 401 invalid_token from then on, although it was good before', async () => {
    const feed = memoryRevocationFeed();
    const check = serve({ feed });
    const token = await issuer.mint({ scopes: ['files:read'] });
    expect(statusOf(await check(token))).toBe('allowed');
    await feed.publish(grant());
    const decision = await check(token);
    expect(decision).toMatchObject({
      outcome: 'denied',
      reason: 'revoked',
      denial: { status: 401, body: { code: 'INVALID_TOKEN', error: 'invalid_token' } },
    });
  });

  test('is refused as revoked before it is refused for its scopes', async () => {
    const feed = memoryRevocationFeed();
    await feed.publish(grant());
    const check = serve({ feed });
    expect(statusOf(await check(await issuer.mint(), 'files:read'))).toBe(401);
  });

  test('does not take one with it that was issued after, within the same second', async () => {
    const feed = memoryRevocationFeed();
    const check = serve({ feed });
    await feed.publish({ ...grant(), version: 2 });
    const mint = (grant_version: number) => issuer.mint({ claims: { grant_version } });
    expect(statusOf(await check(await mint(1)))).toBe(401);
    expect(statusOf(await check(await mint(2)))).toBe('allowed');
  });

  test('is known to a node that starts later', async () => {
    const feed = memoryRevocationFeed();
    await feed.publish(grant());
    expect(statusOf(await serve({ feed })(await issuer.mint()))).toBe(401);
  });
});

/** A feed that says what a test makes it say. */
function manualFeed(): RevocationFeed & { listener: RevocationListener; stopped: boolean } {
  const feed = {
    retentionSeconds: 86_400,
    stopped: false,
    listener: undefined as unknown as RevocationListener,
    follow(listener: RevocationListener) {
      feed.listener = listener;
      return () => {
        feed.stopped = true;
      };
    },
  };
  return feed;
}

describe('a feed that has fallen silent', () => {
  test('answers 503 with Retry-After, never invalid_token, and recovers', async () => {
    const feed = manualFeed();
    let now = Date.now();
    const check = serve({ feed, maxStalenessSeconds: 10 }, [], () => now);
    feed.listener.upToDate(now);
    const token = await issuer.mint();
    now += 10_000;
    expect(statusOf(await check(token))).toBe('allowed');
    now += 1;
    const decision = await check(token);
    expect(decision).toMatchObject({ denial: { status: 503, headers: { 'Retry-After': '2' } } });
    feed.listener.upToDate(now);
    expect(statusOf(await check(token))).toBe('allowed');
  });

  test('lets tokens pass where that was chosen, except those it has spoken of', async () => {
    const feed = manualFeed();
    const check = serve({ feed, whenStale: 'pass' });
    feed.listener.failed(new Error('connection lost'));
    expect(statusOf(await check(await issuer.mint()))).toBe('allowed');
    feed.listener.revoked(grant());
    expect(statusOf(await check(await issuer.mint()))).toBe(401);
  });

  test('is reported once, until it speaks again', () => {
    const feed = manualFeed();
    const errors: Error[] = [];
    serve({ feed }, errors);
    for (let times = 0; times < 3; times++) feed.listener.failed(new Error('connection lost'));
    expect(errors).toHaveLength(1);
    feed.listener.upToDate(Date.now());
    feed.listener.failed(new Error('connection lost'));
    expect(errors).toHaveLength(2);
    expect(errors[1]).toMatchObject({ code: 'ISSUER_UNAVAILABLE' });
  });

  test('makes the first requests wait for its first word, good or bad', async () => {
    const feed = manualFeed();
    const check = serve({ feed });
    const [revoked, good] = [
      check(await issuer.mint()),
      check(await issuer.mint({ subject: 'u2' })),
    ];
    feed.listener.revoked(grant());
    feed.listener.upToDate(Date.now());
    expect([statusOf(await revoked), statusOf(await good)]).toEqual([401, 'allowed']);

    const broken = manualFeed();
    const waiting = serve({ feed: broken })(await issuer.mint());
    broken.listener.failed(new Error('no connection'));
    expect(statusOf(await waiting)).toBe(503);
  });
});

test('a feed that never says a word is stale in its time, and nobody waits longer', async () => {
  const feed = { retentionSeconds: 60, follow: () => () => undefined };
  const token = await issuer.mint();
  expect(statusOf(await serve({ feed, maxStalenessSeconds: 0.05 })(token))).toBe(503);
});

test('requests that wait for the first word are answered when the feed is closed', async () => {
  const feed = manualFeed();
  const server = createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
    revocation: { feed },
  });
  const waiting = server.check({ headers: { authorization: `Bearer ${await issuer.mint()}` } });
  // The feed is asked only once the token was verified.
  await expect.poll(() => server.cacheStats().entries).toBe(1);
  server.close();
  expect(statusOf(await waiting)).toBe(503);
});

test('a clock that is set back makes no old word of the feed new', async () => {
  const feed = manualFeed();
  let now = Date.now();
  const check = serve({ feed }, [], () => now);
  feed.listener.upToDate(now + 3_600_000);
  const token = await issuer.mint();
  expect(statusOf(await check(token))).toBe(503);
  feed.listener.upToDate(now);
  now += 1;
  expect(statusOf(await check(token))).toBe('allowed');
});

test('a feed of this process that was closed counts as silent, whatever it says', async () => {
  const feed = memoryRevocationFeed();
  const server = createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
    revocation: { feed },
  });
  const headers = { authorization: `Bearer ${await issuer.mint()}` };
  expect(statusOf(await server.check({ headers }))).toBe('allowed');
  server.close();
  await feed.publish(grant());
  expect(statusOf(await server.check({ headers }))).toBe(503);
});

test('close stops following the feed', () => {
  const feed = manualFeed();
  createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
    revocation: { feed },
  }).close();
  expect(feed.stopped).toBe(true);
});

test.each<[string, unknown]>([
  ['is not an object', 'feed'],
  ['revocation.feed is no feed', { feed: {} }],
  ['revocation.whenStale', { feed: memoryRevocationFeed(), whenStale: 'ignore' }],
  ['revocation.maxStalenessSeconds', { feed: memoryRevocationFeed(), maxStalenessSeconds: 0 }],
  ['revocation.feed.retentionSeconds', { feed: { follow: () => () => {} } }],
  ['Did you mean "whenStale"', { feed: memoryRevocationFeed(), whenStail: 'pass' }],
])('refuses options: %s', (message, revocation) => {
  const make = () => serve(revocation as RevocationOptions);
  expect(make).toThrow(InvalidOptionError);
  expect(make).toThrow(message);
});
