import { defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type Outage, type TestIssuer } from '@stepscope/testing';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  createResourceServer,
  type ApiOptions,
  type IssuerUnavailableError,
  type OneIssuer,
  type ResourceServer,
} from './index.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
const minute = 60_000;

let nowMs: number;
let issuer: TestIssuer;
let server: ResourceServer;
let errors: IssuerUnavailableError[];

beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 22, 12);
  issuer = await startTestIssuer({ algorithms: ['ES256'], now: () => nowMs });
  onTestFinished(() => issuer.close());
  server = serverFor({});
});

function serverFor(options: Partial<ApiOptions<'files:read', never> & OneIssuer>): ResourceServer {
  errors = [];
  return createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
    now: () => nowMs,
    onIssuerUnavailable: (error) => errors.push(error),
    ...options,
  });
}

/** 200, or the status of the denial with the seconds of `Retry-After`. */
async function statusOf(token: string): Promise<string> {
  const decision = await server.check({ headers: { authorization: `Bearer ${token}` } });
  if (decision.outcome !== 'denied') return '200';
  const { status, headers } = decision.denial;
  return [status, headers['Retry-After']].filter((part) => part !== undefined).join(' ');
}

const unknownKid = (index = 0): Promise<string> =>
  issuer.mint({ header: { kid: `unknown-${index}` } });

describe('discovery', () => {
  test.each([
    ['openid', ''],
    ['oauth', ''],
    ['openid', '/tenant-1'],
    ['oauth', '/tenant-1'],
  ] as const)(
    'finds the keys of an issuer with %s metadata and the path "%s"',
    async (kind, path) => {
      const published = await startTestIssuer({
        algorithms: ['ES256'],
        now: () => nowMs,
        path,
        publishes: [kind],
      });
      onTestFinished(() => published.close());
      server = serverFor({ issuer: published.issuer });
      expect(await statusOf(await published.mint())).toBe('200');
    },
  );

  test('asks for metadata and keys once for many requests at a time', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => issuer.mint()));
    const statuses = await Promise.all(tokens.map(statusOf));
    expect(new Set(statuses)).toEqual(new Set(['200']));
    expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  test.each(['http://keys.example/jwks', 'file:///etc/passwd', 'jwks', 7, undefined])(
    'asks nobody for keys when jwks_uri is %s',
    async (jwks_uri) => {
      const strange = await startTestIssuer({
        algorithms: ['ES256'],
        now: () => nowMs,
        metadata: { jwks_uri },
      });
      onTestFinished(() => strange.close());
      const asked: string[] = [];
      server = serverFor({
        issuer: strange.issuer,
        fetch(url, init) {
          asked.push(new Request(url).url);
          return fetch(url, init);
        },
      });
      expect(await statusOf(await strange.mint())).toBe('503 1');
      expect(asked).toEqual([
        `${strange.issuer}/.well-known/openid-configuration`,
        `${strange.issuer}/.well-known/oauth-authorization-server`,
      ]);
    },
  );

  test('follows no redirect to another place', async () => {
    const elsewhere = await startTestIssuer({ algorithms: ['ES256'], now: () => nowMs });
    onTestFinished(() => elsewhere.close());
    const redirecting = createServer((_request, response) => {
      response.writeHead(302, { Location: elsewhere.jwksUri }).end();
    }).listen(0);
    onTestFinished(() => void redirecting.close());
    const { port } = redirecting.address() as AddressInfo;
    const strange = await startTestIssuer({
      algorithms: ['ES256'],
      now: () => nowMs,
      metadata: { jwks_uri: `http://localhost:${port}/` },
    });
    onTestFinished(() => strange.close());
    server = serverFor({ issuer: strange.issuer });
    expect(await statusOf(await strange.mint())).toBe('503 1');
    expect(elsewhere.requests).toEqual([]);
  });
});

describe('an issuer that is down', () => {
  test.each<Outage>([
    'refuse',
    'server-error',
    'html',
    'malformed',
    'huge',
    'many-keys',
    'redirect',
    'other-issuer',
  ])('answers 503 while it fails by "%s", and recovers by itself', async (outage) => {
    const token = await issuer.mint({ expiresInSeconds: 3600 });
    await issuer.fail(outage);
    expect(await statusOf(token)).toBe('503 1');
    nowMs += 999;
    expect(await statusOf(token)).toBe('503 1');
    expect(errors).toHaveLength(1);

    await issuer.recover();
    nowMs += 1;
    expect(await statusOf(token)).toBe('200');
  });

  test('gives up on an issuer that never answers', async () => {
    server = serverFor({ timeoutMs: 50 });
    await issuer.fail('hang');
    expect(await statusOf(await issuer.mint())).toBe('503 1');
  });

  test('fetches once until it may try again, however many requests come', async () => {
    await issuer.fail('server-error');
    for (let index = 0; index < 20; index++) {
      expect(await statusOf(await issuer.mint())).toBe('503 1');
    }
    expect(issuer.requests).toHaveLength(2);
  });

  test('is tried again after 1, 2, 4, 8 and 16 s, then every 30 s', async () => {
    const token = await issuer.mint({ expiresInSeconds: 3600 });
    await issuer.fail('server-error');
    for (const [index, seconds] of [1, 2, 4, 8, 16, 30, 30].entries()) {
      expect(await statusOf(token)).toBe(`503 ${seconds}`);
      expect(errors).toHaveLength(index + 1);
      nowMs += seconds * 1000 - 1;
      expect(await statusOf(token)).toBe('503 1');
      expect(errors).toHaveLength(index + 1);
      nowMs += 1;
    }
    await issuer.recover();
    expect(await statusOf(token)).toBe('200');
  });

  test('is tried again after 30 s while there are keys, and from 1 s on after an hour', async () => {
    const token = await issuer.mint({ expiresInSeconds: 7200 });
    await issuer.fail('server-error');
    expect(await statusOf(token)).toBe('503 1');
    await issuer.recover();
    nowMs += 1000;
    expect(await statusOf(token)).toBe('200');

    await issuer.fail('server-error');
    errors.length = 0;
    nowMs += 15 * minute;
    expect(await statusOf(token)).toBe('200');
    await expect.poll(() => errors.length).toBe(1);
    for (let second = 0; second < 30; second++) {
      expect(await statusOf(token)).toBe('200');
      nowMs += 1000;
    }
    expect(errors).toHaveLength(1);
    expect(await statusOf(token)).toBe('200');
    await expect.poll(() => errors.length).toBe(2);

    nowMs += 45 * minute;
    expect(await statusOf(token)).toBe('503 1');
  });

  test('says to the operator what failed, and nothing of the token', async () => {
    await issuer.fail('other-issuer');
    const token = await issuer.mint();
    await statusOf(token);
    const text = inspect(errors, { depth: Infinity });
    expect(errors[0]?.code).toBe('ISSUER_UNAVAILABLE');
    expect(errors[0]?.message).toBe(
      `No metadata of ${issuer.issuer} can be used. ` +
        ['.well-known/openid-configuration', '.well-known/oauth-authorization-server']
          .map(
            (path) =>
              `The metadata at ${issuer.issuer}/${path} belongs to another issuer: "issuer" must be exactly ${issuer.issuer} (RFC 8414 §3.3).`,
          )
          .join(' '),
    );
    expect(text).not.toContain(token.split('.')[2]);
  });

  test.each<[Outage, RegExp]>([
    ['refuse', /: fetch failed \(ECONNREFUSED\)\./],
    ['server-error', /: The status is 500, not 200\./],
    ['html', /: The body is not JSON\./],
    ['huge', /: The body exceeds 524288 bytes\./],
  ])('says what failed by "%s"', async (outage, reason) => {
    await issuer.fail(outage);
    await statusOf(await issuer.mint());
    expect(errors[0]?.message).toMatch(reason);
  });

  test('is nobody’s news where nobody listens', async () => {
    const warn = vi.spyOn(process, 'emitWarning');
    onTestFinished(() => warn.mockRestore());
    server = createResourceServer({
      issuer: issuer.issuer,
      resource: 'https://api.example',
      catalogue,
      now: () => nowMs,
    });
    await issuer.fail('server-error');
    expect(await statusOf(await issuer.mint())).toBe('503 1');
    expect(warn).not.toHaveBeenCalled();
  });

  test('survives a listener that throws', async () => {
    server = serverFor({
      onIssuerUnavailable() {
        throw new Error('The log is full.');
      },
    });
    await issuer.fail('server-error');
    expect(await statusOf(await issuer.mint())).toBe('503 1');
  });

  test('refuses what needs no key with 401 all the same', async () => {
    await issuer.fail('refuse');
    for (const broken of ['issuer', 'alg-none', 'future-iat', 'two-parts'] as const) {
      expect(await statusOf(await issuer.mint({ broken }))).toBe('401');
    }
    expect(errors).toEqual([]);
  });

  test('serves with the last good keys for an hour, then answers 503', async () => {
    const token = await issuer.mint({ expiresInSeconds: 7200 });
    expect(await statusOf(token)).toBe('200');
    await issuer.fail('refuse');
    nowMs += 59 * minute;
    expect(await statusOf(token)).toBe('200');
    await expect.poll(() => errors.length).toBe(1);
    nowMs += minute;
    expect(await statusOf(token)).toBe('503 1');
    await issuer.recover();
    nowMs += minute;
    expect(await statusOf(token)).toBe('200');
  });

  test.each<Outage>(['hang', 'slow', 'stall'])(
    'makes nobody wait for new keys where it fails by "%s"',
    async (outage) => {
      server = serverFor({ timeoutMs: 60 * minute });
      const token = await issuer.mint({ expiresInSeconds: 7200 });
      await statusOf(token);
      await issuer.fail(outage);
      const requests = issuer.requests.length;
      nowMs += 59 * minute;
      for (let index = 0; index < 10; index++) expect(await statusOf(token)).toBe('200');
      await expect.poll(() => issuer.requests.slice(requests)).toEqual(['/jwks']);
    },
  );

  test('counts a set of 10 000 keys as a fetch that failed', async () => {
    const token = await issuer.mint({ expiresInSeconds: 7200 });
    await issuer.fail('many-keys');
    expect(await statusOf(token)).toBe('503 1');
    expect(errors[0]?.message).toBe(
      `The keys at ${issuer.jwksUri} cannot be used: It has 10001 keys: more than 100 are not accepted.`,
    );
    await issuer.recover();
    nowMs += 1000;
    expect(await statusOf(token)).toBe('200');
  });
});

describe('rotation', () => {
  test('accepts a token of a new key at once, and old tokens still', async () => {
    const before = await issuer.mint();
    expect(await statusOf(before)).toBe('200');
    await issuer.rotateKeys();
    expect(await statusOf(await issuer.mint())).toBe('200');
    expect(await statusOf(before)).toBe('200');
    expect(issuer.jwksRequests).toBe(2);
  });

  test('refuses tokens of a removed key once the keys have been fetched anew', async () => {
    const token = await issuer.mint({ expiresInSeconds: 3600 });
    expect(await statusOf(token)).toBe('200');
    issuer.removeKey('ES256-1');
    nowMs += 5 * minute;
    expect(await statusOf(token)).toBe('200');
    await expect.poll(() => statusOf(token)).toBe('401');
    expect(issuer.jwksRequests).toBe(3);
  });

  test('serves every token while keys change under load', async () => {
    server = serverFor({ timeoutMs: 60 * minute });
    const tokens = [await issuer.mint({ expiresInSeconds: 7200 })];
    for (let round = 0; round < 5; round++) {
      await issuer.rotateKeys();
      tokens.push(await issuer.mint({ expiresInSeconds: 7200 }));
      nowMs += 5 * minute;
      const load = Array.from({ length: 20 }, (_, index) => tokens[index % tokens.length] ?? '');
      expect(new Set(await Promise.all(load.map(statusOf)))).toEqual(new Set(['200']));
    }
  });
});

describe('unknown kid', () => {
  test('causes one fetch for a flood that finds the keys known', async () => {
    await statusOf(await issuer.mint());
    nowMs += 2000;
    const statuses: string[] = [];
    for (let index = 0; index < 50; index++) statuses.push(await statusOf(await unknownKid(index)));
    expect(statuses[0]).toBe('401');
    expect(new Set(statuses.slice(1))).toEqual(new Set(['503 30']));
    expect(issuer.jwksRequests).toBe(2);
  });

  test('causes one fetch for a flood that is the first to ask for keys', async () => {
    const flood = await Promise.all(Array.from({ length: 50 }, (_, index) => unknownKid(index)));
    const statuses = await Promise.all(flood.map(statusOf));
    expect(statuses[0]).toBe('401');
    expect(new Set(statuses.slice(1))).toEqual(new Set(['503 30']));
    for (const token of flood) await statusOf(token);
    expect(issuer.jwksRequests).toBe(1);
  });

  test('never keeps tokens of known keys from being served', async () => {
    for (let index = 0; index < 5; index++) await statusOf(await unknownKid(index));
    expect(await statusOf(await issuer.mint())).toBe('200');
  });

  test('is 401 without a fetch during the cool-down when the keys are newer than the token', async () => {
    const token = await unknownKid();
    nowMs += 2000;
    expect(await statusOf(await unknownKid())).toBe('401');
    expect(issuer.jwksRequests).toBe(1);
    nowMs += 29_000;
    expect(await statusOf(token)).toBe('401');
    expect(issuer.jwksRequests).toBe(1);
  });

  test('is looked for once more where iat is back-dated: the issuer may have rotated since', async () => {
    await statusOf(await issuer.mint());
    nowMs += 60_000;
    await issuer.rotateKeys();
    const iat = Math.floor(nowMs / 1000) - 300;
    expect(await statusOf(await issuer.mint({ claims: { iat } }))).toBe('200');
    expect(issuer.jwksRequests).toBe(2);
  });

  test('is 401 when a fetch for it shows that the issuer has no such key', async () => {
    await statusOf(await issuer.mint());
    nowMs += 2000;
    expect(await statusOf(await unknownKid())).toBe('401');
    expect(issuer.jwksRequests).toBe(2);
  });

  test('is 503 with the rest of the cool-down for a newer token', async () => {
    await statusOf(await unknownKid());
    nowMs += 12_000;
    expect(await statusOf(await unknownKid())).toBe('503 18');
    nowMs += 18_000;
    expect(await statusOf(await unknownKid())).toBe('401');
    expect(issuer.jwksRequests).toBe(2);
  });

  test('is 503 when the fetch for it fails, and failures count', async () => {
    await statusOf(await issuer.mint());
    nowMs += 2000;
    await issuer.fail('server-error');
    const requests = issuer.requests.length;
    for (let index = 0; index < 10; index++) {
      expect(await statusOf(await unknownKid(index))).toBe('503 30');
    }
    expect(issuer.requests).toHaveLength(requests + 1);
  });

  test('counts a token without iat as issued long ago', async () => {
    await statusOf(await issuer.mint());
    const token = await issuer.mint({ broken: 'no-iat', header: { kid: 'unknown' } });
    expect(await statusOf(token)).toBe('401');
    expect(issuer.jwksRequests).toBe(2);
  });
});
