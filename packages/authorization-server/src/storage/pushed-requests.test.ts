import type { Database } from '@stepscope/database';
import { UnsecuredJWT } from 'jose';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openFreshDatabase } from '../../../../test/support/fresh-database.js';
import { createModelAdapter } from './model-adapter.js';
import { openTables, sweepExpired, type Tables } from './tables.js';

const PUSHED = 'PushedAuthorizationRequest';

let database: Database;
let db: Kysely<Tables>;
let now: Date;
beforeAll(async () => {
  database = await openFreshDatabase();
  db = await openTables(database);
}, 60_000);
beforeEach(async () => {
  now = new Date('2026-01-01T00:00:00Z');
  await db.deleteFrom('oidc_model').execute();
});
afterAll(() => database.close());

function adapterOf(kind: string) {
  const findClient = () => Promise.resolve(undefined);
  return createModelAdapter({ db, now: () => now, findClient })(kind);
}

async function push(id: string, clientId = 'app'): Promise<void> {
  const request = new UnsecuredJWT({}).setIssuer(clientId).encode();
  await adapterOf(PUSHED).upsert(id, { request }, 60);
}

const begin = (id: string, parJti: string, seconds = 3600) =>
  adapterOf('Interaction').upsert(id, { parJti }, seconds);

async function isKept(id: string): Promise<boolean> {
  await sweepExpired(db, now);
  return (await adapterOf(PUSHED).find(id)) !== undefined;
}

function pass(seconds: number): void {
  now = new Date(now.getTime() + seconds * 1000);
}

describe('a pushed request', () => {
  test('that nobody begins with is kept for two minutes', async () => {
    await push('p');
    pass(120);
    expect(await isKept('p')).toBe(true);
    pass(1);
    expect(await isKept('p')).toBe(false);
  });

  test('is kept as long as any page that was begun with it, and a minute', async () => {
    await push('p');
    await begin('first', 'p');
    pass(3600);
    await begin('second', 'p');
    await begin('short', 'p', 60);
    pass(3660);
    expect(await isKept('p')).toBe(true);
    pass(1);
    expect(await isKept('p')).toBe(false);
  });
});

describe('of one application', () => {
  const fill = async (size = 500): Promise<void> => {
    for (let count = 0; count < size; count++) await push(`p${count}`);
  };

  test('500 may wait for two minutes, and more are refused until the first ends', async () => {
    await push('first');
    pass(30);
    await fill(499);
    await expect(push('more')).rejects.toMatchObject({ statusCode: 429, retryAfterSeconds: 90 });
    await push('of-another', 'other');
    pass(91);
    await push('more');
    await expect(push('too-many')).rejects.toMatchObject({ retryAfterSeconds: 29 });
  });

  test('those that somebody has begun with or used up do not count', async () => {
    await fill();
    await begin('i', 'p0');
    await adapterOf(PUSHED).consume('p1');
    await push('in-place-of-p0');
    await push('in-place-of-p1');
    await expect(push('too-many')).rejects.toMatchObject({ statusCode: 429 });
  });

  test('those whose pages were left do not count either when they are about to go', async () => {
    await fill();
    for (let count = 0; count < 500; count++) await begin(`i${count}`, `p${count}`);
    pass(3600);
    await push('more');
    expect(await isKept('p0')).toBe(true);
  });

  test('those that have ended are deleted by the next one', async () => {
    await push('old');
    pass(121);
    await push('new');
    expect(await adapterOf(PUSHED).find('old')).toBeUndefined();
  });
});
