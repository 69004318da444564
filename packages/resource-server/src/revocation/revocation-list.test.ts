import type { Revocation } from '@stepscope/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RevocationList, type RevocableToken } from './revocation-list.js';

const NOW = 1_000_000;
const grant = { iss: 'https://login.example', sub: 'u1', clientId: 'web' };

function token(issuedAt: number, version?: unknown): RevocableToken {
  const claims = { iss: grant.iss, sub: grant.sub, exp: issuedAt + 300 };
  return {
    issuer: grant.iss,
    subject: grant.sub,
    clientId: grant.clientId,
    issuedAt,
    claims: version === undefined ? claims : { ...claims, grant_version: version },
  };
}

function listOf(...revocations: Revocation[]): RevocationList {
  const list = new RevocationList({ retentionSeconds: 3600, now: () => NOW * 1000 });
  for (const revocation of revocations) list.add(revocation);
  return list;
}

describe('a token', () => {
  test.each<[string, RevocableToken, Revocation[], boolean]>([
    ['of a grant nobody speaks of', token(NOW), [], false],
    ['issued before', token(NOW - 10), [{ ...grant, at: NOW }], true],
    ['issued in the same second', token(NOW), [{ ...grant, at: NOW }], true],
    ['issued after', token(NOW + 1), [{ ...grant, at: NOW }], false],
    ['of a lower version', token(NOW, 2), [{ ...grant, at: NOW, version: 3 }], true],
    ['of the version', token(NOW, 3), [{ ...grant, at: NOW, version: 3 }], false],
    [
      'of a lower version and later time',
      token(NOW + 5, 2),
      [{ ...grant, at: NOW, version: 3 }],
      true,
    ],
    ['with a version, where the feed has none', token(NOW, 9), [{ ...grant, at: NOW }], true],
    [
      'without a version, where the feed has one',
      token(NOW),
      [{ ...grant, at: NOW, version: 3 }],
      true,
    ],
    ['with a version that is a string', token(NOW, '9'), [{ ...grant, at: NOW, version: 3 }], true],
    ['of another user', token(NOW - 10), [{ ...grant, sub: 'u2', at: NOW }], false],
    ['of another application', token(NOW - 10), [{ ...grant, clientId: 'cli', at: NOW }], false],
    [
      'of another issuer',
      token(NOW - 10),
      [{ ...grant, iss: 'https://b.example', at: NOW }],
      false,
    ],
    ['older than anything remembered', token(NOW - 3601), [], true],
    ['as old as what is remembered', token(NOW - 3600), [], false],
  ])('%s is revoked: %#', (_, candidate, revocations, revoked) => {
    expect(listOf(...revocations).revokes(candidate)).toBe(revoked);
  });
});

test('an issuer and a user are never mistaken for another pair with the same letters', () => {
  const list = listOf({ iss: 'a","b', sub: 'c', clientId: 'd', at: NOW });
  expect(list.revokes({ ...token(NOW - 1), issuer: 'a', subject: 'b","c', clientId: 'd' })).toBe(
    false,
  );
});

test('what a feed tells twice, or in any order, ends the same', () => {
  const revocation = fc.record({
    iss: fc.constant(grant.iss),
    sub: fc.constantFrom('u1', 'u2'),
    clientId: fc.constant(grant.clientId),
    at: fc.integer({ min: NOW - 5, max: NOW }),
    version: fc.integer({ min: 0, max: 4 }),
  });
  const tokens = [0, 1, 2, 3, 4, undefined].flatMap((version) =>
    [-6, -3, 0, 1].map((age) => token(NOW + age, version)),
  );
  fc.assert(
    fc.property(fc.array(revocation, { maxLength: 8 }), fc.nat(), (told, seed) => {
      const shuffled = told.toSorted((a, b) => ((a.at * 31 + seed) % 7) - ((b.at * 31 + seed) % 7));
      const [one, other] = [listOf(...told), listOf(...shuffled, ...told)];
      expect(tokens.map((candidate) => other.revokes(candidate))).toEqual(
        tokens.map((candidate) => one.revokes(candidate)),
      );
    }),
  );
});

test('one without a version holds beside one with a version, in either order', () => {
  const versioned = { ...grant, at: NOW - 500, version: 5 };
  const everywhere = { ...grant, at: NOW - 10 };
  for (const list of [listOf(versioned, everywhere), listOf(everywhere, versioned)]) {
    expect(list.revokes(token(NOW - 100, 5))).toBe(true);
    expect(list.revokes(token(NOW - 5, 5))).toBe(false);
    expect(list.revokes(token(NOW - 5, 4))).toBe(true);
    expect([...list]).toHaveLength(2);
  }
});

test('one that claims to be from the future keeps none that follow', () => {
  let now = NOW;
  const list = new RevocationList({ retentionSeconds: 100, now: () => now * 1000 });
  list.add({ ...grant, at: NOW * 1000 });
  for (let user = 0; user < 50; user++) {
    now += 10;
    list.add({ ...grant, sub: `u${user}`, at: now });
  }
  expect(list.size).toBeLessThanOrEqual(11);
});

test('a revocation is forgotten when no token from before it can count any more', () => {
  let now = NOW;
  const list = new RevocationList({ retentionSeconds: 100, now: () => now * 1000 });
  for (let user = 0; user < 50; user++) {
    list.add({ ...grant, sub: `u${user}`, at: now });
    now += 10;
  }
  expect(list.size).toBeLessThanOrEqual(11);
  expect([...list].every(({ at }) => at >= now - 100)).toBe(true);
});
