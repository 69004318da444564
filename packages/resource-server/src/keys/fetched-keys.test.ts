import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FetchedKeys } from './fetched-keys.js';
import { KeySet } from './key-set.js';
import type { PublicKey } from './public-key.js';
import type { KeyAnswer } from './verification-keys.js';

const minute = 60_000;
let jwks: Record<'a' | 'b', JWK>;
let nowMs: number;
let published: JWK[];
/** How fetches end: at once unless a test says otherwise. */
let ending: (set: KeySet) => Promise<KeySet>;
let fetches: number;
let keys: FetchedKeys;

beforeAll(async () => {
  jwks = { a: await generate('a'), b: await generate('b') };
});

async function generate(kid: string): Promise<JWK> {
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(publicKey)), kid };
}

beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 22, 12);
  published = [jwks.a];
  ending = (set) => Promise.resolve(set);
  fetches = 0;
  keys = new FetchedKeys({
    source(previous) {
      fetches++;
      return ending(KeySet.parse({ keys: published }, previous));
    },
    now: () => nowMs,
    onUnavailable: () => undefined,
  });
});

const ask = async (kid: string, issuedAt = nowMs / 1000): Promise<KeyAnswer> =>
  keys.find({ alg: 'ES256', kid, issuedAt });
const find = async (kid: string): Promise<string> => (await ask(kid)).status;
const fails = (): Promise<never> => Promise.reject(new Error('down'));

async function keyOf(kid: string): Promise<Extract<KeyAnswer, { status: 'found' }>> {
  const answer = await ask(kid);
  if (answer.status !== 'found') throw new Error(answer.status);
  return answer;
}

/** Holds back the fetches that begin from now on. */
function holdFetches(): { release: () => void } {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  ending = async (set) => {
    await gate;
    return set;
  };
  return { release };
}

describe('a stale set', () => {
  let publicKey: PublicKey;
  beforeEach(async () => {
    ({ publicKey } = await keyOf('a'));
    nowMs += 5 * minute;
  });

  test('serves at once while one fetch runs, however many ask', async () => {
    holdFetches();
    for (let index = 0; index < 20; index++) expect(await find('a')).toBe('found');
    expect(fetches).toBe(2);
  });

  test('is replaced whole: a key that was removed no longer counts', async () => {
    published = [jwks.b];
    expect(keys.holds(publicKey)).toBe(true);
    await expect.poll(() => keys.holds(publicKey)).toBe(false);
    nowMs += 1000;
    expect((await ask('a', nowMs / 1000 - 10)).status).toBe('unknown');
    expect(await find('b')).toBe('found');
    // Once more, for the key that is not there any more.
    expect(fetches).toBe(3);
  });

  test('is fetched anew where only `holds` is asked', async () => {
    expect(keys.holds(publicKey)).toBe(true);
    expect(fetches).toBe(2);
  });

  test('lets a new key wait for the fetch that runs already', async () => {
    const { release } = holdFetches();
    published = [jwks.a, jwks.b];
    expect(await find('a')).toBe('found');
    const waiting = find('b');
    release();
    expect(await waiting).toBe('found');
    expect(fetches).toBe(2);
  });

  test('is asked for again 30 s after a failure, and not before', async () => {
    ending = fails;
    expect(await find('a')).toBe('found');
    await expect.poll(() => fetches).toBe(2);
    nowMs += 29_999;
    expect(await find('a')).toBe('found');
    expect(fetches).toBe(2);
    nowMs += 1;
    expect(await find('a')).toBe('found');
    expect(fetches).toBe(3);
  });

  test('serves until an hour has passed, and not longer', async () => {
    ending = fails;
    nowMs += 55 * minute - 1001;
    expect(keys.holds(publicKey)).toBe(true);
    expect(await find('a')).toBe('found');
    nowMs += 60_000;
    expect(await find('a')).toBe('unavailable');
    expect(keys.holds(publicKey)).toBe(false);
  });
});

describe('a key that stays', () => {
  test('is the same object after a fetch, and is not imported again', async () => {
    const before = await keyOf('a');
    published = [jwks.b, { ...jwks.a, x5c: ['a new certificate'] }];
    nowMs += 2000;
    expect(await find('b')).toBe('found');
    const after = await keyOf('a');
    expect(after.publicKey).toBe(before.publicKey);
    expect(after.key).toBe(before.key);
    expect(keys.holds(before.publicKey)).toBe(true);
  });

  test('is another one where its kid comes back with other numbers', async () => {
    const before = await keyOf('a');
    published = [{ ...jwks.b, kid: 'a' }];
    nowMs += 5 * minute;
    expect(keys.holds(before.publicKey)).toBe(true);
    await expect.poll(() => keys.holds(before.publicKey)).toBe(false);
    expect((await keyOf('a')).publicKey.id).not.toBe(before.publicKey.id);
  });

  test('is answered without a promise once it has been used', async () => {
    await find('a');
    expect(keys.find({ alg: 'ES256', kid: 'a', issuedAt: 0 })).toMatchObject({ status: 'found' });
  });
});

test('a key that cannot be imported counts as unknown', async () => {
  published = [{ ...jwks.a, x: 'AAAA' }];
  expect((await ask('a', 0)).status).toBe('unknown');
});
