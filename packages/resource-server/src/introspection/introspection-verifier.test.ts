import { beforeEach, describe, expect, test } from 'vitest';
import { VerifiedTokenCache } from '../cache/verified-token-cache.js';
import type { IssuerUnavailableError } from '../resource-server-error.js';
import type { TokenVerifier } from '../token/verified-token.js';
import { introspectionVerifier } from './introspection-verifier.js';

const NOW = 1_000_000;
const active = { active: true, aud: 'https://api.example', client_id: 'web', exp: NOW + 60 };

let nowMs: number;
let asked: string[];
let errors: IssuerUnavailableError[];
/** What the endpoint answers for a token; `active` unless something else stands here. */
let answers: Map<string, () => Response>;
let verifier: TokenVerifier;

beforeEach(() => {
  nowMs = NOW * 1000;
  asked = [];
  errors = [];
  answers = new Map();
  verifier = introspectionVerifier({
    issuer: 'https://login.example',
    audience: ['https://api.example'],
    allowMissingAudience: false,
    clockToleranceSeconds: 5,
    now: () => nowMs,
    clientId: 'api',
    clientSecret: 'secret',
    timeoutMs: 2000,
    cacheSeconds: 60,
    endpoint: () => Promise.resolve('https://login.example/introspect'),
    onUnavailable: (error) => errors.push(error),
    fetch: (_, init) => {
      const token = (init!.body as URLSearchParams).get('token')!;
      asked.push(token);
      return Promise.resolve(answers.get(token)?.() ?? Response.json(active));
    },
  });
});

async function resultOf(token: string, by: TokenVerifier = verifier): Promise<string> {
  const verification = await by.verify(token);
  return verification.status === 'valid' ? 'valid' : verification.refusal.reason;
}

describe('a token that the endpoint', () => {
  test.each([400, 413, 414, 415, 422, 431])(
    'answers with %i is refused alone: others are asked about at once',
    async (status) => {
      answers.set('odd', () => new Response('', { status }));
      expect(await resultOf('odd')).toBe('inactive');
      expect(await resultOf('other')).toBe('valid');
      expect(asked).toEqual(['odd', 'other']);
      expect(errors).toEqual([]);
    },
  );

  test.each([401, 403, 404, 429, 500, 502, 503])(
    'answers with %i means that the endpoint cannot be had for any',
    async (status) => {
      answers.set('first', () => new Response('', { status }));
      expect(await resultOf('first')).toBe('unavailable');
      expect(await resultOf('other')).toBe('unavailable');
      expect(asked).toEqual(['first']);
      expect(errors).toHaveLength(1);
      nowMs += 1000;
      expect(await resultOf('other')).toBe('valid');
    },
  );
});

test('requests that fail together are one failure', async () => {
  answers.set('a', () => new Response(null, { status: 500 }));
  const together = await Promise.all(Array.from({ length: 7 }, async () => verifier.verify('a')));
  expect(asked).toHaveLength(7);
  for (const verification of together) {
    expect(verification).toMatchObject({ refusal: { retryAfterSeconds: 1 } });
  }
  nowMs += 1000;
  expect(await resultOf('b')).toBe('valid');
});

test('without iat a token was issued when it was asked about, not when the answer came', async () => {
  answers.set('slow', () => {
    nowMs += 3000;
    return Response.json(active);
  });
  expect(await verifier.verify('slow')).toMatchObject({
    status: 'valid',
    token: { issuedAt: NOW },
  });
});

test.each([
  [50, 'valid'],
  [200_000, 'claims'],
])('an answer with arrays %i deep is %s, also for a cache', async (depth, result) => {
  const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const body = JSON.stringify(active).replace('{', `{"nested":${nested},`);
  answers.set('deep', () => new Response(body));
  const cache = new VerifiedTokenCache(verifier, {
    maxEntries: 10,
    maxBytes: 100_000,
    ttlSeconds: 60,
    clockToleranceSeconds: 5,
    now: () => nowMs,
  });
  expect(await resultOf('deep', cache)).toBe(result);
  expect(await resultOf('other', cache)).toBe('valid');
});
