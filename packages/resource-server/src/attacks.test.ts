import { defineCatalogue } from '@stepscope/core';
import {
  startTestIssuer,
  type Broken,
  type MintOptions,
  type TestIssuer,
} from '@stepscope/testing';
import fc from 'fast-check';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createResourceServer, type ResourceServer } from './index.js';
import { verifySignature } from './node-crypto.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });

describe.each([
  ['jose', undefined],
  ['node:crypto', verifySignature],
] as const)('signatures by %s:', (_verifier, verifySignatureOption) => {
  let nowMs = Date.now();
  let issuer: TestIssuer;
  let server: ResourceServer;

  beforeAll(async () => {
    issuer = await startTestIssuer({ now: () => nowMs });
    server = createResourceServer({
      issuer: issuer.issuer,
      resource: 'https://api.example',
      catalogue,
      now: () => nowMs,
      ...(verifySignatureOption !== undefined && { verifySignature: verifySignatureOption }),
    });
  });
  afterAll(() => issuer.close());

  /** The code of the problem, or `PASS`. */
  async function verdict(token: string): Promise<string> {
    const decision = await server.check(
      { headers: { authorization: `Bearer ${token}` } },
      { requirement: 'files:read' },
    );
    return decision.outcome === 'denied' ? decision.denial.body.code : 'PASS';
  }

  const mint = (options: MintOptions): Promise<string> =>
    issuer.mint({ scopes: ['files:read'], ...options });

  describe('the control', () => {
    test.each<[string, MintOptions]>([
      ['RS256', {}],
      ['ES256', { algorithm: 'ES256' }],
      ['the long form of typ', { header: { typ: 'application/at+jwt' } }],
      ['typ in capitals', { header: { typ: 'AT+JWT' } }],
      ['one of several audiences', { audience: ['https://other.example', 'https://api.example'] }],
      ['a token without kid', { header: { kid: undefined } }],
    ])('passes a valid token: %s', async (_, options) => {
      expect(await verdict(await mint(options))).toBe('PASS');
    });
  });

  describe('answers INVALID_TOKEN to a token that is broken by', () => {
    test.each<[string, Broken]>([
      ['S3.01, 9.1.2, RFC 8725 §3.1', 'alg-none'],
      ['S3.01, 9.1.2, RFC 8725 §3.1', 'alg-none-mixed-case'],
      ['S3.01, 9.1.2, RFC 8725 §3.1', 'hs256-with-public-key'],
      ['S3.03', 'kid-path'],
      ['S3.03', 'unknown-kid'],
      ['S3.04', 'crit'],
      ['S3.04', 'b64'],
      ['S3.04', 'b64-without-crit'],
      ['S3.05', 'no-exp'],
      ['S3.05', 'infinite-exp'],
      ['S3.05', 'future-iat'],
      ['S3.05', 'duplicate-claim'],
      ['S3.05', 'duplicate-header'],
      ['S3.05', 'non-canonical'],
      ['S3.05', 'standard-alphabet'],
      ['S3.05', 'padding'],
      ['S3.06', 'empty-signature'],
      ['S3.06', 'zero-signature'],
      ['S3.06', 'signature'],
      ['S3.06', 'two-parts'],
      ['S3.06', 'five-parts'],
      ['S3.06', 'invalid-utf8'],
      ['S3.07', 'too-long'],
      ['S3.08', 'issuer'],
      ['S3.08', 'issuer-array'],
      ['S3.08', 'issuer-trailing-slash'],
      ['S3.08', 'typ'],
      ['S3.09', 'audience-nested'],
      ['9.2.1', 'expired'],
      ['9.2.1', 'not-yet-valid'],
      ['9.2.2', 'no-typ'],
      ['9.2.3, 10.3.1', 'audience'],
      ['RFC 9068 §2.2', 'no-iss'],
      ['RFC 9068 §2.2', 'no-aud'],
      ['RFC 9068 §2.2', 'no-sub'],
      ['RFC 9068 §2.2', 'no-client-id'],
      ['RFC 9068 §2.2', 'no-iat'],
      ['RFC 9068 §2.2', 'no-jti'],
      ['RFC 7519 §7.2', 'not-an-object'],
      ['S1.17', 'bound'],
    ])('[%s] %s', async (_, broken) => {
      // Keys that are newer than every token: an unknown kid is then a verdict, not a question.
      await verdict(await mint({}));
      nowMs += 31_000;
      for (const algorithm of ['RS256', 'ES256'] as const) {
        const answer = await verdict(await mint({ broken, algorithm }));
        // The second unknown kid falls into the cool-down of the first.
        const accepted = broken.includes('kid')
          ? /^(INVALID_TOKEN|ISSUER_UNAVAILABLE)$/
          : /^INVALID_TOKEN$/;
        expect(answer).toMatch(accepted);
      }
    });

    test.each<[string, MintOptions]>([
      ['an empty sub', { subject: '' }],
      ['a sub that is a number', { claims: { sub: 7 } }],
      ['a client_id that is a list', { claims: { client_id: ['a'] } }],
      ['an exp that is a string', { claims: { exp: '9999999999' } }],
      ['an iat that is a string', { claims: { iat: '1' } }],
      ['an nbf that is a string', { claims: { nbf: '1' } }],
      ['an exp that no Date can hold', { claims: { exp: 1e300 } }],
      ['an exp just after the last Date', { claims: { exp: 8.64e12 + 1 } }],
      ['an iat that no Date can hold', { claims: { iat: -1e300 } }],
      ['an nbf that no Date can hold', { claims: { nbf: -1e300 } }],
      ['a kid that is a number [S3.03]', { header: { kid: 1 } }],
      ['a typ that is a list', { header: { typ: ['at+jwt'] } }],
      ['the kid of a key of another type', { header: { kid: 'ES256-1' } }],
    ])('%s', async (_, options) => {
      nowMs += 31_000;
      expect(await verdict(await mint(options))).toBe('INVALID_TOKEN');
    });
  });

  describe('[S3.09] times to the second, with 5 s of tolerance', () => {
    test.each<[string, Record<string, number>, string]>([
      ['exp 4 s ago', { exp: -4 }, 'PASS'],
      ['exp 5 s ago', { exp: -5 }, 'INVALID_TOKEN'],
      ['nbf in 5 s', { nbf: 5 }, 'PASS'],
      ['nbf in 6 s', { nbf: 6 }, 'INVALID_TOKEN'],
      ['iat in 5 s', { iat: 5 }, 'PASS'],
      ['iat in 6 s', { iat: 6 }, 'INVALID_TOKEN'],
    ])('%s', async (_, offsets, expected) => {
      const seconds = Math.floor(nowMs / 1000);
      const claims = Object.fromEntries(
        Object.entries(offsets).map(([claim, offset]) => [claim, seconds + offset]),
      );
      expect(await verdict(await mint({ claims }))).toBe(expected);
    });
  });

  describe('[S3.10] a scope claim that is not exactly the scope grants nothing', () => {
    test.each<[string, unknown]>([
      ['an array', ['files:read']],
      ['an array with a joined string', ['files:read other']],
      ['an object', { 'files:read': true }],
      ['a number', 1],
      ['the empty string', ''],
      ['two spaces', 'a  files:read'],
      ['a no-break space', 'a\u00a0files:read'],
      ['a lone surrogate', 'files:read \ud800'],
      ['another case', 'Files:Read'],
      ['a prefix', 'files'],
      ['a longer name', 'files:read:all'],
      ['a wildcard', 'files:* *'],
      ['a Unicode lookalike', 'files\uff1aread'],
      ['__proto__', '__proto__ constructor'],
      ['nothing', undefined],
    ])('%s', async (_, scope) => {
      expect(await verdict(await mint({ claims: { scope } }))).toBe('INSUFFICIENT_SCOPE');
    });

    test('scp is not read', async () => {
      const token = await issuer.mint({ claims: { scp: ['files:read'] } });
      expect(await verdict(token)).toBe('INSUFFICIENT_SCOPE');
    });
  });

  test('an expired token that is also under-scoped is an invalid token', async () => {
    expect(await verdict(await mint({ broken: 'expired', scopes: [] }))).toBe('INVALID_TOKEN');
  });

  test('[S3.02, 9.1.3] jku, x5u and jwk in a token cause no request and no trust', async () => {
    const seen: string[] = [];
    const listener: RequestListener = (request, response) => {
      seen.push(request.url ?? '');
      response.end('{"keys":[]}');
    };
    const attacker = createServer(listener).listen(0);
    onTestFinished(() => void attacker.close());
    const { port } = attacker.address() as AddressInfo;
    const url = `http://localhost:${port}/keys`;
    const other = await startTestIssuer();
    onTestFinished(() => other.close());
    const { keys } = (await (await fetch(other.jwksUri)).json()) as { keys: object[] };

    const claims = { iss: issuer.issuer, aud: 'https://api.example', scope: 'files:read' };
    for (const header of [{ jku: url }, { x5u: url }, { jwk: keys[0] }]) {
      expect(await verdict(await other.mint({ claims, header }))).toBe('INVALID_TOKEN');
      expect(await verdict(await mint({ header }))).toBe('PASS');
    }
    expect(seen).toEqual([]);
  });

  test('[S3.08] never asks the issuer that a token names', async () => {
    const other = await startTestIssuer();
    onTestFinished(() => other.close());
    const token = await other.mint({ audience: 'https://api.example', scopes: ['files:read'] });
    expect(await verdict(token)).toBe('INVALID_TOKEN');
    expect(other.requests).toEqual([]);
  });

  test('no denial repeats anything of the token', async () => {
    const marker = 'SECRET-MARKER';
    for (const options of [
      { claims: { iss: marker } },
      { claims: { aud: marker } },
      { header: { kid: marker } },
      { header: { typ: marker } },
      { claims: { sub: 1, note: marker } },
    ]) {
      const token = await mint(options);
      const decision = await server.check({ headers: { authorization: `Bearer ${token}` } });
      expect(decision.outcome).toBe('denied');
      expect(JSON.stringify(decision)).not.toContain(marker);
      expect(JSON.stringify(decision)).not.toContain(token);
    }
  });

  test('no header and no damaged token makes it fail or pass', async () => {
    const token = await mint({});
    const damaged = fc
      .tuple(fc.nat(token.length - 1), fc.string({ maxLength: 3 }))
      .map(([at, text]) => token.slice(0, at) + text + token.slice(at + 1))
      .filter((text) => text !== token);
    const authorization = fc.oneof(
      fc.string(),
      fc.string().map((text) => `Bearer ${text}`),
      damaged.map((text) => `Bearer ${text}`),
    );
    await fc.assert(
      fc.asyncProperty(authorization, async (value) => {
        const decision = await server.check({
          url: `/?${value}`,
          headers: { authorization: value },
        });
        expect(decision.outcome).toBe('denied');
        expect(JSON.stringify(decision)).toMatch(
          /MISSING_CREDENTIALS|INVALID_(REQUEST|TOKEN)|UNAVAILABLE/,
        );
      }),
      { numRuns: 300 },
    );
  });
});
