import { defineCatalogue } from '@stepscope/core';
import { createDpopKey, startTestIssuer, type DpopKey, type TestIssuer } from '@stepscope/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createResourceServer,
  memoryReplayStore,
  type DpopOptions,
  type ResourceServer,
  type UsedProof,
} from '../index.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
const url = 'https://api.example/files?page=2';
const now = (): number => Date.UTC(2026, 10, 22, 12);

let issuer: TestIssuer;
let key: DpopKey;
beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms: ['ES256'], now });
  key = await createDpopKey({ now });
});
afterAll(() => issuer.close());

/** The outcome for a Request of fetch, or the error of its denial. */
async function outcome(
  headers: [string, string][],
  dpop: DpopOptions = {},
  request = url,
): Promise<string> {
  const server = createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
    dpop: { nonce: false, ...dpop },
    now,
  });
  const decision = await server.check(new Request(request, { headers: new Headers(headers) }));
  return decision.outcome === 'denied'
    ? `${decision.reason}: ${decision.denial.headers['WWW-Authenticate']?.split(' ', 1)[0]}`
    : decision.outcome;
}

const mint = (dpopKey = key): Promise<string> => issuer.mint({ dpopKey });

describe('a Request of fetch', () => {
  test('passes with a proof for its path at the configured URL, whatever its own host', async () => {
    const accessToken = await mint();
    const headers = async (): Promise<[string, string][]> => [
      ['Authorization', `DPoP ${accessToken}`],
      ['DPoP', await key.proof({ method: 'GET', url, accessToken })],
    ];
    expect(await outcome(await headers())).toBe('allowed');
    expect(await outcome(await headers(), {}, 'http://10.0.0.7:8080/files')).toBe('allowed');
    expect(await outcome(await headers(), {}, 'https://api.example/other')).toBe('proof: DPoP');
  });

  test('with a token that is bound to a certificate as well, which nobody checks, is refused', async () => {
    const results = [];
    for (const more of [{ other: 'x' }, { 'x5t#S256': 'certificate' }]) {
      const accessToken = await issuer.mint({ claims: { cnf: { jkt: key.jkt, ...more } } });
      const proof = await key.proof({ method: 'GET', url, accessToken });
      results.push(
        await outcome([
          ['Authorization', `DPoP ${accessToken}`],
          ['DPoP', proof],
        ]),
      );
    }
    expect(results).toEqual(['allowed', 'bound: DPoP']);
  });

  test('[S1.16] with two DPoP headers, which Headers joins, is refused', async () => {
    const accessToken = await mint();
    const proof = await key.proof({ method: 'GET', url, accessToken });
    expect(
      await outcome([
        ['Authorization', `DPoP ${accessToken}`],
        ['DPoP', proof],
        ['DPoP', proof],
      ]),
    ).toBe('proof: DPoP');
  });

  test.each(['', '  '])('[S1.16] with %j as its proof is refused', async (proof) => {
    const accessToken = await mint();
    const empty: [string, string] = ['DPoP', proof];
    expect(await outcome([['Authorization', `DPoP ${accessToken}`], empty])).toBe('proof: DPoP');
    expect(await outcome([['Authorization', `Bearer ${accessToken}`], empty])).toBe(
      'bound: Bearer',
    );
    const bearer = await issuer.mint();
    expect(await outcome([['Authorization', `Bearer ${bearer}`], empty])).toBe('allowed');
  });

  test('[S1.17] in both schemes, which Headers joins, is answered in both', async () => {
    const headers: [string, string][] = [
      ['Authorization', 'DPoP abc'],
      ['Authorization', 'Bearer abc'],
    ];
    expect(await outcome(headers)).toBe('malformed-credentials: Bearer');
  });
});

test.each(['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA'] as const)(
  'verifies proofs by %s where it is listed, and only there',
  async (algorithm) => {
    const other = await createDpopKey({ algorithm, now });
    const accessToken = await mint(other);
    const proof = await other.proof({ method: 'GET', url, accessToken });
    const headers: [string, string][] = [
      ['Authorization', `DPoP ${accessToken}`],
      ['DPoP', proof],
    ];
    expect(await outcome(headers, { algorithms: [algorithm] })).toBe('allowed');
    expect(await outcome(headers, { algorithms: ['ES384'] })).toBe('proof: DPoP');
  },
);

test('[S1.16] the store learns a hash, the key and for how long, and no jti', async () => {
  const seen: UsedProof[] = [];
  const replayStore = {
    remember: (used: UsedProof) => {
      seen.push(used);
      return Promise.resolve(seen.length === 1);
    },
  };
  const accessToken = await mint();
  const send = async (claims = {}): Promise<string> =>
    outcome(
      [
        ['Authorization', `DPoP ${accessToken}`],
        ['DPoP', await key.proof({ method: 'GET', url, accessToken, jti: 'secret-jti', claims })],
      ],
      { replayStore },
    );
  expect(await send()).toBe('allowed');
  expect(await send({ iat: now() / 1000 - 60 })).toBe('proof-replay: DPoP');
  expect(seen[0]).toEqual({
    id: expect.stringMatching(/^[\w-]{43}$/) as string,
    keyThumbprint: key.jkt,
    // The tolerance of iat, and that of clocks.
    lifetimeMs: 65_000,
  });
  expect(seen[1]).toEqual({ ...seen[0], lifetimeMs: 5000 });
});

test('[S1.16] members of jwk that are not the key have no say', async () => {
  const accessToken = await mint();
  for (const extra of [{ alg: 'HS256' }, { use: 'enc' }, { key_ops: ['sign'] }, { ext: false }]) {
    const header = { jwk: { ...key.jwk, ...extra } };
    const headers: [string, string][] = [
      ['Authorization', `DPoP ${accessToken}`],
      ['DPoP', await key.proof({ method: 'GET', url, accessToken, header })],
    ];
    expect(await outcome(headers)).toBe('allowed');
  }
});

test.each([
  null,
  7,
  'text',
  [],
  {},
  { kty: 'EC' },
  { kty: 'oct', k: 'AAAA' },
  { kty: 'EC', crv: 'P-256', x: 7, y: 7 },
  { kty: 'RSA', n: 'AQAB', e: 'AQAB', d: 'AQAB' },
])('[S1.16] %j as jwk is refused', async (jwk) => {
  const accessToken = await mint();
  const headers: [string, string][] = [
    ['Authorization', `DPoP ${accessToken}`],
    ['DPoP', await key.proof({ method: 'GET', url, accessToken, header: { jwk } })],
  ];
  expect(await outcome(headers)).toBe('proof: DPoP');
});

describe('with nonces, a proof is used once', () => {
  const nonce = { secrets: ['a secret that all nodes know, 32 or more'], lifetimeSeconds: 60 };

  /** Nodes that share a replay store, the clock of which only the test moves. */
  function nodes(): {
    readonly pass: (ms: number) => void;
    /** What a node answers whose clock is ahead by `aheadMs`. */
    readonly ask: (aheadMs: number, proof?: string) => Promise<string>;
    readonly nonce: (aheadMs: number) => Promise<string>;
    readonly lifetimes: number[];
  } {
    let ms = now();
    const memory = memoryReplayStore({ now: () => ms });
    const lifetimes: number[] = [];
    const replayStore = {
      remember: (used: UsedProof) => (lifetimes.push(used.lifetimeMs), memory.remember(used)),
    };
    const servers = new Map<number, ResourceServer>();
    const serverAt = (aheadMs: number): ResourceServer => {
      const server =
        servers.get(aheadMs) ??
        createResourceServer({
          issuer: issuer.issuer,
          resource: 'https://api.example',
          catalogue,
          dpop: { nonce, replayStore },
          now: () => ms + aheadMs,
        });
      servers.set(aheadMs, server);
      return server;
    };
    const decide = async (aheadMs: number, proof?: string) => {
      const accessToken = await token;
      const headers = new Headers({ Authorization: `DPoP ${accessToken}` });
      headers.set('DPoP', proof ?? (await key.proof({ method: 'GET', url, accessToken })));
      return serverAt(aheadMs).check(new Request(url, { headers }));
    };
    return {
      pass: (more) => (ms += more),
      async ask(aheadMs, proof) {
        const decision = await decide(aheadMs, proof);
        return decision.outcome === 'denied' ? decision.reason : decision.outcome;
      },
      async nonce(aheadMs) {
        const decision = await decide(aheadMs);
        return decision.outcome === 'denied' ? decision.denial.headers['DPoP-Nonce']! : '';
      },
      lifetimes,
    };
  }

  let token: Promise<string>;
  beforeAll(() => {
    token = mint();
  });

  async function proofWith(nonceText: string, iatOffset: number): Promise<string> {
    const claims = { iat: now() / 1000 + iatOffset };
    return key.proof({
      method: 'GET',
      url,
      accessToken: await token,
      nonce: nonceText,
      jti: 'j',
      claims,
    });
  }

  test.each([0, -3600, 3600])(
    'and is remembered until its nonce ends (iat %d s off)',
    async (off) => {
      const { ask, lifetimes, nonce: nonceAt, pass } = nodes();
      const proof = await proofWith(await nonceAt(0), off);
      expect(await ask(0, proof)).toBe('allowed');
      // Two lifetimes of the nonce, and the tolerance of clocks.
      expect(lifetimes).toEqual([125_000]);
      pass(119_999);
      expect(await ask(0, proof)).toBe('proof-replay');
      pass(1);
      expect(await ask(0, proof)).toBe('proof-nonce');
    },
  );

  test.each([
    ['the clock of the first is ahead', 4000, -1000],
    ['the clock of the first is behind', -1000, 4000],
  ])('on any node and at any time: %s', async (_, first, second) => {
    for (const usedAfterMs of [0, 2000, 60_000, 118_000]) {
      const { ask, nonce: nonceAt, pass } = nodes();
      // Of the next slice of time, by a node that is ahead: it ends in 123 seconds.
      pass(57_000);
      const proof = await proofWith(await nonceAt(4000), 7200);
      pass(usedAfterMs);
      expect(await ask(first, proof)).toBe('allowed');
      pass(118_000 - usedAfterMs);
      for (let waitedMs = 118_000; waitedMs < 128_000; waitedMs += 500, pass(500)) {
        expect(await ask(second, proof)).toMatch(/^proof-(replay|nonce)$/);
      }
      expect(await ask(second, proof)).toBe('proof-nonce');
    }
  });
});
