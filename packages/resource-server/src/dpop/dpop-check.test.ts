import { defineCatalogue } from '@stepscope/core';
import { createDpopKey, startTestIssuer, type DpopKey, type TestIssuer } from '@stepscope/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createResourceServer, type DpopOptions, type UsedProof } from '../index.js';

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
