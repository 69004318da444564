import { defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import express from 'express';
import { once } from 'node:events';
import { Agent, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createResourceServer } from './index.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
const mutants = Number(process.env['MUTANTS'] ?? 2000);
const seed = Number(process.env['SEED'] ?? 20_261_126);

let issuer: TestIssuer;
let server: Server;
let good: string[];
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms: ['ES256', 'RS256'] });
  const api = createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
  });
  const app = express().get('/files', api.requireScopes('files:read'), (_req, res) => {
    res.json(api.getAuth(res.req).subject);
  });
  server = app.listen(0, 'localhost');
  await once(server, 'listening');
  const scopes = ['files:read'];
  good = await Promise.all([
    issuer.mint({ scopes }),
    issuer.mint({ scopes, algorithm: 'RS256' }),
    issuer.mint({ scopes, subject: 'user-2', expiresInSeconds: 600 }),
    issuer.mint({ scopes: [...scopes, 'files:write'], claims: { note: 'ünïcode "\\ \u2028' } }),
  ]);
});
afterAll(async () => {
  agent.destroy();
  server.close();
  await issuer.close();
});

function statusOf(token: string): Promise<number> {
  const { port } = server.address() as AddressInfo;
  const headers = { Authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: 'localhost', port, path: '/files', headers, agent },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

/** Numbers from 0 up to, and without, `limit`; the same ones for the same seed (mulberry32). */
function randomFrom(start: number): (limit: number) => number {
  let state = start;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
}

type Random = (limit: number) => number;
type Parts = [header: string, payload: string, signature: string];

const alphabet =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/~ \t,;"\\\u00e9\u00ff';
const values: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e300,
  '',
  'none',
  'HS256',
  'files:read',
  ['files:read'],
  [[]],
  {},
  { toString: 'x' },
  '\ud800',
  '__proto__',
  9e15,
];
const names = ['alg', 'kid', 'typ', 'crit', 'b64', 'jwk', 'jku', 'x5u', 'zip', 'enc', '__proto__'];
const claims = ['iss', 'aud', 'sub', 'exp', 'nbf', 'iat', 'jti', 'client_id', 'scope', 'cnf'];

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)]!;
const decode = (part: string): string => Buffer.from(part, 'base64url').toString('latin1');
const encode = (text: string): string => Buffer.from(text, 'latin1').toString('base64url');

function changeMember(part: string, name: string, value: unknown): string {
  const object = JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return Buffer.from(JSON.stringify({ ...object, [name]: value })).toString('base64url');
}

/** One way to change a token; what it answers is not signed by anybody. */
const mutations: readonly ((parts: Parts, random: Random) => string)[] = [
  (parts, random) => {
    const token = parts.join('.');
    const at = random(token.length);
    return token.slice(0, at) + pick(random, Array.from(alphabet)) + token.slice(at + 1);
  },
  (parts, random) => {
    const token = parts.join('.');
    const at = random(token.length);
    return token.slice(0, at) + token.slice(at + 1 + random(20));
  },
  (parts, random) => {
    const token = parts.join('.');
    const at = random(token.length);
    return (
      token.slice(0, at) +
      pick(random, Array.from(alphabet)).repeat(1 + random(9)) +
      token.slice(at)
    );
  },
  ([header, payload, signature], random) =>
    [changeMember(header, pick(random, names), pick(random, values)), payload, signature].join('.'),
  ([header, payload, signature], random) =>
    [header, changeMember(payload, pick(random, claims), pick(random, values)), signature].join(
      '.',
    ),
  ([header, payload], random) => {
    const none = changeMember(header, 'alg', pick(random, ['none', 'None', 'NONE', 'nOnE', '']));
    return [none, payload, pick(random, ['', 'AA', payload])].join('.');
  },
  ([header, payload, signature], random) => {
    const text = decode(payload);
    const at = random(text.length);
    const byte = String.fromCharCode(random(256));
    return [header, encode(text.slice(0, at) + byte + text.slice(at + 1)), signature].join('.');
  },
  ([header, payload, signature], random) => {
    const bytes = Buffer.from(signature, 'base64url');
    const at = random(bytes.length);
    bytes[at] = bytes[at]! ^ (1 << random(8));
    return [header, payload, bytes.toString('base64url')].join('.');
  },
  ([header, payload, signature], random) => {
    const length = Buffer.from(signature, 'base64url').length;
    const bytes = Buffer.alloc(
      pick(random, [length, length - 1, length + 1, 0, 64, 256]),
      random(256),
    );
    return [header, payload, bytes.toString('base64url')].join('.');
  },
  (parts, random) =>
    Array.from({ length: 1 + random(6) }, () => pick(random, [...parts, ''])).join('.'),
  ([header, payload, signature], random) => {
    const other = pick(random, good).split('.') as Parts;
    return pick(random, [
      [other[0], payload, signature],
      [header, other[1], signature],
      [header, payload, other[2]],
    ]).join('.');
  },
  (parts, random) => {
    const token = parts.join('.');
    return pick(random, [
      `${token}=`,
      `${token}.`,
      `.${token}`,
      `${token}\u00a0`,
      `${token},${token}`,
      token.toUpperCase(),
      token.slice(0, random(token.length)),
      token + 'A'.repeat(random(9000)),
    ]);
  },
];

test(`of ${mutants} mutated tokens none passes, and none is a server error [S3.05, 9.1.1]`, async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', note);
  const random = randomFrom(seed);
  for (const token of good) expect(await statusOf(token)).toBe(200);

  const surprises: string[] = [];
  const statuses = new Set<number>();
  for (let round = 0; round < mutants; round += 8) {
    const batch = Array.from({ length: Math.min(8, mutants - round) }, () => {
      const parts = pick(random, good).split('.') as Parts;
      return pick(random, mutations)(parts, random);
      // A mutation may hit upon the token itself, and white space at its ends is not part of it.
    }).filter((token) => !good.includes(token.trim()));
    const answers = await Promise.all(batch.map(statusOf));
    for (const [index, status] of answers.entries()) {
      statuses.add(status);
      // 503: a key id that nobody knows, soon after the keys were fetched. 403 would mean that it counts.
      if (status !== 400 && status !== 401 && status !== 503) {
        surprises.push(`${status} for ${batch[index]}`);
      }
    }
  }

  process.off('unhandledRejection', note);
  expect(surprises).toEqual([]);
  expect(rejections).toEqual([]);
  expect([...statuses]).toEqual(expect.arrayContaining([400, 401]));
  for (const token of good) expect(await statusOf(token)).toBe(200);
});
