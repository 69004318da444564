import type { Database } from '@stepscope/database';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFreshDatabase } from '../../../../test/support/fresh-database.js';
import { createModelAdapter, forgetAuthorizations } from './model-adapter.js';
import { openTables, sweepExpired, type Tables } from './tables.js';

let database: Database;
let db: Kysely<Tables>;
beforeAll(async () => {
  database = await openFreshDatabase();
  db = await openTables(database);
}, 60_000);
afterAll(() => database.close());

const start = new Date('2026-01-01T00:00:00Z');

function adapterOf(kind: string) {
  const findClient = (client_id: string) => Promise.resolve({ client_id });
  return createModelAdapter({ db, now: () => start, findClient })(kind);
}

describe('the adapter', () => {
  test('finds what it stored, by id, uid and user code, and replaces it', async () => {
    const sessions = adapterOf('Session');
    await sessions.upsert('s1', { uid: 'u1', userCode: 'c1', accountId: 'ada' }, 60);
    expect(await sessions.find('s1')).toEqual({ uid: 'u1', userCode: 'c1', accountId: 'ada' });
    expect(await sessions.findByUid('u1')).toMatchObject({ accountId: 'ada' });
    expect(await sessions.findByUserCode('c1')).toMatchObject({ accountId: 'ada' });
    await sessions.upsert('s1', { uid: 'u2' }, 60);
    expect(await sessions.findByUid('u1')).toBeUndefined();
    expect(await adapterOf('Interaction').find('s1')).toBeUndefined();
    await sessions.destroy('s1');
    expect(await sessions.find('s1')).toBeUndefined();
  });

  test('finds nothing under what PostgreSQL cannot hold, and refuses to store it', async () => {
    const tokens = adapterOf('RefreshToken');
    expect(await tokens.find('t\0')).toBeUndefined();
    expect(await tokens.findByUid('u\0')).toBeUndefined();
    expect(await tokens.findByUserCode('c\0')).toBeUndefined();
    const nested = { params: { state: 'a\0' } };
    await expect(tokens.upsert('t0', nested, 60)).rejects.toMatchObject({
      error: 'invalid_request',
    });
    await tokens.upsert('t0', { params: { state: 'a\\u0000' } }, 60);
    expect(await tokens.find('t0')).toEqual({ params: { state: 'a\\u0000' } });
  });

  test('lets a token be consumed once, even where two requests have both read it', async () => {
    const tokens = adapterOf('RefreshToken');
    await tokens.upsert('t1', { grantId: 'g1' }, 60);
    await tokens.consume('t1');
    expect(await tokens.find('t1')).toEqual({ grantId: 'g1', consumed: start.getTime() / 1000 });
    await expect(tokens.consume('t1')).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  test('lets a DPoP proof be used once, even where two requests have both read it', async () => {
    const proofs = adapterOf('ReplayDetection');
    const used = { jti: 'p1', iss: 'app', kind: 'ReplayDetection' };
    await proofs.upsert('p1', used, 300);
    expect(await proofs.find('p1')).toBeUndefined();
    await expect(proofs.upsert('p1', used, 300)).rejects.toMatchObject({
      error: 'invalid_dpop_proof',
    });
    await sweepExpired(db, new Date(start.getTime() + 599_000));
    await expect(proofs.upsert('p1', used, 300)).rejects.toThrow();
    await sweepExpired(db, new Date(start.getTime() + 601_000));
    await proofs.upsert('p1', used, 300);
  });

  test('revokes the tokens of one grant and of one kind', async () => {
    const tokens = adapterOf('RefreshToken');
    const codes = adapterOf('AuthorizationCode');
    await tokens.upsert('t2', { grantId: 'g2' }, 60);
    await tokens.upsert('t3', { grantId: 'g3' }, 60);
    await codes.upsert('c2', { grantId: 'g2' }, 60);
    await tokens.revokeByGrantId('g2');
    expect(await tokens.find('t2')).toBeUndefined();
    expect(await tokens.find('t3')).toBeDefined();
    expect(await codes.find('c2')).toBeDefined();
  });

  test('takes clients from the directory and stores none', async () => {
    expect(await adapterOf('Client').find('app')).toEqual({ client_id: 'app' });
    await expect(adapterOf('Client').upsert('app', {})).rejects.toThrow(TypeError);
  });
});

test('forgetAuthorizations takes what one application holds of one user', async () => {
  const grants = adapterOf('Grant');
  await grants.upsert('a', { accountId: 'ada', clientId: 'app' }, 60);
  await grants.upsert('b', { accountId: 'ada', clientId: 'other' }, 60);
  await grants.upsert('c', { accountId: 'bob', clientId: 'app' }, 60);
  await forgetAuthorizations(db, 'ada', 'app');
  const left = await Promise.all(['a', 'b', 'c'].map((id) => grants.find(id)));
  expect(left.map((grant) => grant !== undefined)).toEqual([false, true, true]);
});

test('sweepExpired deletes what has expired, and nothing else', async () => {
  const grants = adapterOf('Grant');
  await grants.upsert('old', {}, 60);
  await grants.upsert('new', {}, 120);
  await grants.upsert('endless', {});
  await sweepExpired(db, new Date(start.getTime() + 90_000));
  expect(await grants.find('old')).toBeUndefined();
  expect(await grants.find('new')).toBeDefined();
  expect(await grants.find('endless')).toBeDefined();
});
