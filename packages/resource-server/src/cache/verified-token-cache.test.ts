import { ScopeSet } from '@stepscope/core';
import fc from 'fast-check';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Verification, VerifiedToken } from '../token/verified-token.js';
import { VerifiedTokenCache, type VerifiedTokenCacheOptions } from './verified-token-cache.js';

let nowMs: number;
/** Every token that had to be verified. */
let verified: string[];
/** What is true of tokens: valid for an hour, unless something else stands here. */
let answers: Map<string, Verification>;

beforeEach(() => {
  nowMs = 1_000_000_000;
  verified = [];
  answers = new Map();
});

function cacheWith(options: Partial<VerifiedTokenCacheOptions> = {}): VerifiedTokenCache {
  const verifier = {
    verify(tokenText: string): Verification {
      verified.push(tokenText);
      return answers.get(tokenText) ?? validFor(3600);
    },
  };
  return new VerifiedTokenCache(verifier, {
    maxEntries: 100,
    maxBytes: 1_000_000,
    ttlSeconds: 86_400,
    clockToleranceSeconds: 0,
    now: () => nowMs,
    ...options,
  });
}

function verify(cache: VerifiedTokenCache, tokenText: string): Verification {
  const verification = cache.verify(tokenText);
  if (verification instanceof Promise) throw new Error('There is nothing to wait for.');
  return verification;
}

function validFor(seconds: number, holds = (): boolean => true, note = ''): Verification {
  return { status: 'valid', token: tokenOf(seconds, note), grounds: { holds } };
}

function tokenOf(lifetimeSeconds: number, note = ''): VerifiedToken {
  const iss = 'https://issuer.example';
  const issuedAt = nowMs / 1000;
  const expiresAt = issuedAt + lifetimeSeconds;
  return {
    issuer: iss,
    subject: 'u',
    clientId: 'c',
    scopes: ScopeSet.empty,
    issuedAt,
    expiresAt,
    claims: { iss, sub: 'u', exp: expiresAt, note },
  };
}

const bad: Verification = {
  status: 'refused',
  refusal: { code: 'INVALID_TOKEN', reason: 'signature', detail: 'The signature is wrong.' },
};

test('verifies a token once, and answers the same from then on, without a promise', () => {
  const cache = cacheWith();
  const first = verify(cache, 'token');
  expect(verify(cache, 'token')).toBe(first);
  expect(first).toMatchObject({ status: 'valid', token: { subject: 'u' } });
  expect(verified).toEqual(['token']);
  expect(cache.stats).toMatchObject({ hits: 1, misses: 1, entries: 1, evictions: 0 });
});

test('reads what a token says from its text when it comes again, once, and keeps it from then on', () => {
  const read = vi.fn((text: string) => ({ ...tokenOf(60), subject: `read from ${text}` }));
  const cache = cacheWith();
  answers.set('token', {
    status: 'valid',
    token: tokenOf(60),
    grounds: { holds: () => true, read },
  });
  expect(verify(cache, 'token')).toBe(answers.get('token'));
  expect(read).not.toHaveBeenCalled();

  const second = verify(cache, 'token');
  expect(second).toMatchObject({ status: 'valid', token: { subject: 'read from token' } });
  expect(verify(cache, 'token')).toBe(second);
  expect(read).toHaveBeenCalledTimes(1);
  expect(verified).toEqual(['token']);
});

test('never takes one token for another that ends alike, whichever is remembered', () => {
  const cache = cacheWith();
  const [a, b] = [`a${'.'.repeat(800)}`, `b${'.'.repeat(800)}`];
  answers.set(b, bad);
  verify(cache, a);
  expect(verify(cache, b)).toBe(bad);
  expect(verify(cache, a)).toMatchObject({ status: 'valid' });
  expect(verified).toEqual([a, b]);
  answers.set(b, validFor(60));
  expect(verify(cache, b)).toBe(answers.get(b));
  expect(cache.stats).toMatchObject({ entries: 1 });
});

describe('a token is verified anew', () => {
  test('when it has expired, with the tolerance of clocks, to the millisecond', () => {
    const cache = cacheWith({ clockToleranceSeconds: 5 });
    answers.set('token', validFor(60));
    verify(cache, 'token');
    nowMs += 64_999;
    verify(cache, 'token');
    expect(verified).toHaveLength(1);
    nowMs += 1;
    answers.set('token', bad);
    expect(verify(cache, 'token')).toBe(bad);
    expect(cache.stats).toMatchObject({ entries: 0, bytes: 0, evictions: 0 });
  });

  test('after its time in the cache', () => {
    const cache = cacheWith({ ttlSeconds: 10 });
    verify(cache, 'token');
    nowMs += 9_999;
    verify(cache, 'token');
    expect(verified).toHaveLength(1);
    nowMs += 1;
    verify(cache, 'token');
    expect(verified).toHaveLength(2);
    expect(cache.stats).toMatchObject({ hits: 1, misses: 2, entries: 1 });
  });

  test('when what it was verified with counts no longer', () => {
    const cache = cacheWith();
    let holds = true;
    answers.set(
      'token',
      validFor(60, () => holds),
    );
    verify(cache, 'token');
    verify(cache, 'token');
    expect(verified).toHaveLength(1);
    holds = false;
    answers.set('token', bad);
    expect(verify(cache, 'token')).toBe(bad);
  });

  test('when the clock is set back, for it may not have been valid yet', () => {
    const cache = cacheWith();
    verify(cache, 'token');
    nowMs -= 1;
    answers.set('token', bad);
    expect(verify(cache, 'token')).toBe(bad);
  });
});

test('remembers nothing that was refused, so that a flood of bad tokens drives out no good one', () => {
  const cache = cacheWith({ maxEntries: 2 });
  verify(cache, 'good 1');
  verify(cache, 'good 2');
  for (let index = 0; index < 1000; index++) {
    answers.set(`bad ${index}`, bad);
    verify(cache, `bad ${index}`);
  }
  verify(cache, 'good 1');
  verify(cache, 'good 2');
  expect(cache.stats).toMatchObject({ hits: 2, misses: 1002, entries: 2, evictions: 0 });
});

describe('where room is short', () => {
  test('the oldest token goes that was not used again', () => {
    const cache = cacheWith({ maxEntries: 3 });
    for (const token of ['a', 'b', 'c', 'b', 'a', 'd', 'e']) verify(cache, token);
    verified = [];
    for (const token of ['a', 'b', 'e']) verify(cache, token);
    expect(verified).toEqual([]);
    expect(cache.stats).toMatchObject({ entries: 3, evictions: 2 });
  });

  test('a token goes that was in use once and is no longer', () => {
    const cache = cacheWith({ maxEntries: 2 });
    for (const token of ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd', 'e', 'e']) verify(cache, token);
    verified = [];
    verify(cache, 'e');
    verify(cache, 'a');
    expect(verified).toEqual(['a']);
  });

  test('any number of tokens that come once drive out none that is in use', () => {
    const cache = cacheWith({ maxEntries: 10 });
    for (let index = 0; index < 5; index++) verify(cache, `in use ${index}`);
    for (let round = 0; round < 100; round++) {
      for (let index = 0; index < 5; index++) verify(cache, `in use ${index}`);
      for (let index = 0; index < 5; index++) verify(cache, `once ${round} ${index}`);
    }
    expect(verified.filter((token) => token.startsWith('in use'))).toHaveLength(5);
  });

  test.each([
    ['that its text says is remembered from its second coming on', { read: () => tokenOf(60) }, 0],
    ['that the issuer was asked about is remembered at once', {}, 1],
  ])('where nearly none comes again a token %s', (_, readable, hits) => {
    const cache = cacheWith();
    const answer = (token: string): void => {
      const grounds = { holds: () => true, ...readable };
      answers.set(token, { status: 'valid', token: tokenOf(60), grounds });
      verify(cache, token);
    };
    for (let index = 0; index < 300; index++) answer(`once ${index}`);
    answer('token');
    answer('token');
    expect(cache.stats).toMatchObject({ hits });
    answer('token');
    expect(cache.stats).toMatchObject({ hits: hits + 1 });
  });

  test('as many go as a large token needs', () => {
    const cache = cacheWith({ maxBytes: 40_000 });
    for (let index = 0; index < 10; index++) verify(cache, `small ${index}`);
    const before = cache.stats;
    answers.set('large', validFor(60, undefined, 'x'.repeat(8000)));
    verify(cache, 'large');
    const { bytes, entries, evictions } = cache.stats;
    expect(before).toMatchObject({ entries: 10, evictions: 0 });
    expect(evictions).toBeGreaterThan(1);
    expect(entries).toBe(11 - evictions);
    expect(bytes).toBeLessThanOrEqual(40_000);
  });

  test('a token larger than all the room drives out none', () => {
    const cache = cacheWith({ maxBytes: 10_000 });
    verify(cache, 'small');
    answers.set('large', validFor(60, undefined, 'x'.repeat(8000)));
    verify(cache, 'large');
    expect(cache.stats).toMatchObject({ entries: 1, evictions: 0 });
    verify(cache, 'large');
    expect(verified).toEqual(['small', 'large', 'large']);
  });
});

test('keeps to its memory when tokens are verified anew time and again', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heapUsed = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const verifier = { verify: () => validFor(1e9, undefined, 'x'.repeat(500)) };
  const cache = new VerifiedTokenCache(verifier, {
    maxEntries: 10_000,
    maxBytes: 32 * 1024 * 1024,
    ttlSeconds: 300,
    clockToleranceSeconds: 5,
    now: () => nowMs,
  });
  const verifyAll = (rounds: number): void => {
    for (let round = 0; round < rounds; round++) {
      nowMs += 301_000;
      for (let index = 0; index < 1000; index++) {
        verify(cache, `${'x'.repeat(700)}${String(index).padStart(20, '0')}`);
      }
    }
  };
  verifyAll(2);
  const before = heapUsed();
  verifyAll(50);
  expect(heapUsed() - before).toBeLessThan(20 * 1024 * 1024);
  expect(cache.stats).toMatchObject({ hits: 0, misses: 52_000, entries: 1000, evictions: 0 });
});

describe('requests that bring one token at the same time', () => {
  function slowCache(answer: () => Verification): {
    readonly cache: VerifiedTokenCache;
    readonly count: () => number;
  } {
    let count = 0;
    const verifier = {
      async verify(): Promise<Verification> {
        count++;
        await Promise.resolve();
        return answer();
      },
    };
    const cache = new VerifiedTokenCache(verifier, {
      maxEntries: 10,
      maxBytes: 100_000,
      ttlSeconds: 60,
      clockToleranceSeconds: 0,
      now: () => nowMs,
    });
    return { cache, count: () => count };
  }

  test('share one verification', async () => {
    const { cache, count } = slowCache(() => validFor(60));
    const answered = await Promise.all(
      Array.from({ length: 20 }, async () => cache.verify('token')),
    );
    expect(new Set(answered).size).toBe(1);
    expect(count()).toBe(1);
    expect(cache.stats).toMatchObject({ hits: 0, misses: 20, entries: 1 });
    await cache.verify('token');
    expect(cache.stats).toMatchObject({ hits: 1 });
  });

  test('share a refusal, too, and the next one asks again', async () => {
    const { cache, count } = slowCache(() => bad);
    const verifyLater = async (): Promise<Verification> => cache.verify('token');
    await Promise.all([verifyLater(), verifyLater()]);
    expect(count()).toBe(1);
    await cache.verify('token');
    expect(count()).toBe(2);
  });

  test('share a failure, too, and the next one asks again', async () => {
    let fails = true;
    const { cache } = slowCache(() => {
      if (fails) throw new Error('no clock');
      return validFor(60);
    });
    const verifyLater = async (): Promise<Verification> => cache.verify('token');
    const both = await Promise.allSettled([verifyLater(), verifyLater()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await cache.verify('token')).toMatchObject({ status: 'valid' });
  });
});

test('never passes its bounds, counts what it holds, and remembers what is right', () => {
  const step = fc.record({
    token: fc.nat(40).map(String),
    lifetimeSeconds: fc.constantFrom(0, 1, 60),
    noteLength: fc.constantFrom(0, 100, 3000),
    valid: fc.boolean(),
    holds: fc.boolean(),
    passesMs: fc.constantFrom(0, 0, 500, 2000, -1),
  });
  const bounds = fc.record({
    maxEntries: fc.integer({ min: 1, max: 12 }),
    maxBytes: fc.integer({ min: 1, max: 60_000 }),
    ttlSeconds: fc.constantFrom(1, 3600),
  });
  fc.assert(
    fc.property(bounds, fc.array(step, { maxLength: 200 }), (limits, steps) => {
      nowMs = 1_000_000_000;
      verified = [];
      answers.clear();
      const cache = cacheWith(limits);
      const holding = new Map<string, boolean>();
      for (const { token, lifetimeSeconds, noteLength, valid, holds, passesMs } of steps) {
        nowMs += passesMs;
        holding.set(token, holds);
        const holdsNow = (): boolean => holding.get(token) === true;
        answers.set(
          token,
          valid ? validFor(lifetimeSeconds, holdsNow, 'x'.repeat(noteLength)) : bad,
        );
        const before = verified.length;
        const answer = verify(cache, token);
        if (verified.length === before) {
          if (answer.status !== 'valid') throw new Error('A refusal was remembered.');
          expect(answer.token.expiresAt * 1000).toBeGreaterThan(nowMs);
          expect(holds).toBe(true);
        }
        const { bytes, entries } = cache.stats;
        expect(entries).toBeLessThanOrEqual(limits.maxEntries);
        expect(bytes).toBeLessThanOrEqual(limits.maxBytes);
        expect(bytes > 0).toBe(entries > 0);
      }
      const { hits, misses } = cache.stats;
      expect(hits + misses).toBe(steps.length);
      expect(misses).toBe(verified.length);
    }),
  );
});
