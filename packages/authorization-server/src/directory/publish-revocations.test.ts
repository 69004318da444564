import { ScopeSet, type Revocation } from '@stepscope/core';
import type { Database } from '@stepscope/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFreshDatabase } from '../../../../test/support/fresh-database.js';
import { clientId, configuration } from '../test-support/demo.js';
import { createDirectory } from './create-directory.js';
import { publishRevocations } from './publish-revocations.js';

const issuer = 'https://login.example';
const now = new Date('2026-11-26T12:00:00.900Z');

let database: Database;
beforeAll(async () => {
  database = await openFreshDatabase();
});
afterAll(() => database.close());

function published(failure?: Error) {
  const told: Revocation[] = [];
  const reports: unknown[] = [];
  const directory = publishRevocations(
    createDirectory({ ...configuration, database, now: () => now }),
    {
      issuer,
      publisher: {
        async publish(revocation) {
          if (failure !== undefined) throw failure;
          told.push(revocation);
        },
      },
      report: (error) => reports.push(error),
    },
  );
  return { directory, told, reports };
}

const all = ScopeSet.of('files:read', 'files:write');

test('a scope that is taken back is told, with the version that tokens have from then on', async () => {
  const { directory, told } = published();
  await directory.recordConsent('ada', clientId, { granted: all, declined: ScopeSet.empty });
  expect(told).toEqual([]);
  const grant = await directory.revokeConsent('ada', clientId, ScopeSet.of('files:write'));
  const at = Date.parse('2026-11-26T12:00:00Z') / 1000;
  expect(told).toEqual([{ iss: issuer, sub: 'ada', clientId, at, version: grant?.version }]);
});

test('so is a scope that is unticked on the consent page', async () => {
  const { directory, told } = published();
  await directory.recordConsent('ada', clientId, { granted: all, declined: ScopeSet.empty });
  const declined = ScopeSet.of('files:write');
  const grant = await directory.recordConsent('ada', clientId, {
    granted: ScopeSet.empty,
    declined,
  });
  expect(told).toMatchObject([{ sub: 'ada', version: grant.version }]);
});

test('a publisher that fails is reported, and what is stored holds', async () => {
  const failure = new Error('connection lost');
  const { directory, reports } = published(failure);
  await directory.recordConsent('ada', clientId, { granted: all, declined: ScopeSet.empty });
  await directory.revokeConsent('ada', clientId);
  expect(reports).toEqual([failure]);
  expect((await directory.findGrant('ada', clientId))?.granted.size).toBe(0);
});
