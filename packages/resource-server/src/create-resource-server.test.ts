import { allOf, anyOf, defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import {
  createResourceServer,
  InvalidOptionError,
  type Auth,
  type Policy,
  type ResourceServer,
} from './index.js';

const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files' },
    'files:write': { title: 'Write files', implies: ['files:read'] },
    'tasks:write': { title: 'Write tasks' },
  },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});
type S = 'files:read' | 'files:write' | 'tasks:write';
type A = 'files.create';

let issuer: TestIssuer;
let server: ResourceServer<S, A>;

beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms: ['ES256'] });
  server = createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
  });
});
afterAll(() => issuer.close());

const requestWith = async (...scopes: string[]): Promise<Request> =>
  new Request('https://api.example/files', {
    headers: { Authorization: `Bearer ${await issuer.mint({ scopes })}` },
  });

describe('a policy', () => {
  test.each<[string, Policy<S, A>, string[], string]>([
    ['without members asks for a valid token', {}, [], 'allowed'],
    ['names a scope', { requirement: 'files:read' }, ['files:read'], 'allowed'],
    ['names a scope that is implied', { requirement: 'files:read' }, ['files:write'], 'allowed'],
    ['names a scope that is lacking', { requirement: 'files:write' }, ['files:read'], 'denied'],
    ['names an action', { action: 'files.create' }, ['files:write'], 'allowed'],
    ['names an action that is not covered', { action: 'files.create' }, ['files:read'], 'denied'],
    [
      'nests requirements',
      { requirement: anyOf('files:write', allOf('files:read', 'tasks:write')) },
      ['tasks:write', 'files:read'],
      'allowed',
    ],
    ['is found by a function', { requirement: () => 'files:read' }, ['files:read'], 'allowed'],
    [
      'is found by an async function',
      { requirement: () => Promise.resolve('files:write') },
      ['files:read'],
      'denied',
    ],
    ['is optional', { optional: true }, [], 'allowed'],
  ])('%s', async (_, policy, scopes, outcome) => {
    expect((await server.check(await requestWith(...scopes), policy)).outcome).toBe(outcome);
  });

  test('that is optional passes no credentials, without auth', async () => {
    const decision = await server.check(new Request('https://api.example'), { optional: true });
    expect(decision).toEqual({ outcome: 'allowed' });
  });

  test('names without a token the alternative that it would name with one', async () => {
    const gentle = defineCatalogue({
      scopes: {
        'files:admin': { title: 'A', sensitivity: 'high' },
        'files:share': { title: 'S' },
      },
    });
    const { issuer: from } = issuer;
    const careful = createResourceServer({
      issuer: from,
      resource: 'https://api.example',
      catalogue: gentle,
    });
    const requirement = anyOf('files:admin', 'files:share');
    const decision = await careful.check(new Request('https://api.example'), { requirement });
    if (decision.outcome !== 'denied') throw new Error('not denied');
    expect(decision.denial.headers['WWW-Authenticate']).toContain('scope="files:share"');
  });

  test('asks its function only when the answer matters', async () => {
    let asked = 0;
    const requirement = (): S => {
      asked++;
      return 'files:read';
    };
    const headers = { authorization: 'Bearer opaque' };
    expect((await server.check({ headers }, { requirement })).outcome).toBe('denied');
    expect(asked).toBe(0);
  });

  test('rejects with the mistake of its function', async () => {
    const requirement = (): S => {
      throw new Error('no database');
    };
    const request = await requestWith('files:read');
    await expect(server.check(request, { requirement })).rejects.toThrow('no database');
  });

  test.each([undefined, null, [], 7, {}])(
    'rejects, alone and beside others, where its function finds %j in place of a requirement',
    async (found) => {
      const requirement = (): S => found as unknown as S;
      const request = await requestWith('files:read');
      for (const policy of [
        { requirement },
        { also: [{ requirement }] },
        { requirement, also: [{}] },
      ]) {
        const checking = server.check(request, policy);
        await expect(checking).rejects.toMatchObject({ code: 'INVALID_REQUIREMENT' });
      }
    },
  );

  test.each([
    ['a requirement that is undefined', { requirement: undefined }, 'requirement is undefined'],
    ['an action that is undefined', { action: undefined }, 'action is undefined in a policy'],
    ['a misspelt member', { requirements: 'files:write' }, 'Did you mean "requirement"?'],
  ])('rejects %s, which would let any token pass', async (_, policy, message) => {
    const request = await requestWith('files:read');
    for (const each of [policy, { also: [policy] }]) {
      const checking = server.check(request, each as Policy<S, A>);
      await expect(checking).rejects.toThrow(InvalidOptionError);
      await expect(checking).rejects.toThrow(message);
    }
  });

  test('does not combine what contradicts itself', () => {
    // @ts-expect-error an action has its own requirement
    ({ action: 'files.create', requirement: 'files:read' }) satisfies Policy<S, A>;
    // @ts-expect-error a requirement cannot be optional
    ({ optional: true, requirement: 'files:read' }) satisfies Policy<S, A>;
    // @ts-expect-error not in the catalogue
    ({ requirement: 'files:raed' }) satisfies Policy<S, A>;
    // @ts-expect-error not in the catalogue
    ({ action: 'files.craete' }) satisfies Policy<S, A>;
  });
});

test('the result of an earlier check stands in for the token', async () => {
  const first = await server.check(await requestWith('files:read'));
  if (first.outcome !== 'allowed' || first.auth === undefined) throw new Error('not allowed');
  expectTypeOf(first.auth).toEqualTypeOf<Auth<S, A>>();
  const requests = issuer.requests.length;
  const without = new Request('https://api.example');
  const { auth } = first;
  const read = await server.check(without, { auth, requirement: 'files:read' });
  const write = await server.check(without, { auth, requirement: 'files:write' });
  expect([read.outcome, write.outcome]).toEqual(['allowed', 'denied']);
  expect(issuer.requests).toHaveLength(requests);
});

test('can asks the catalogue, in its words', async () => {
  const decision = await server.check(await requestWith('files:write'));
  if (decision.outcome !== 'allowed') throw new Error('not allowed');
  const { auth } = decision;
  expect(auth?.can('files.create')).toBe(true);
  expect(auth?.can(allOf('files:read', 'files:write'))).toBe(true);
  expect(auth?.can('tasks:write')).toBe(false);
  // @ts-expect-error not in the catalogue
  expect(() => auth?.can('files:raed')).toThrow('Did you mean "files:read"?');
});

describe('answers 400 to credentials that cannot be read', () => {
  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer abc def',
    'Bearer abc, Bearer def',
    'Bearer abc,def',
    'Bearer "abc"',
    'Bearer token=abc',
    'Bearer a=b',
    'Bearer äöü',
    'Bearer\tabc',
    '"Bearer" abc',
    `Bearer ${'a'.repeat(60_000)},`,
  ])('%j', async (authorization) => {
    const decision = await server.check({ headers: { authorization } });
    if (decision.outcome !== 'denied') throw new Error('not denied');
    expect(decision).toMatchObject({
      reason: 'malformed-credentials',
      denial: { status: 400, body: { code: 'INVALID_REQUEST', error: 'invalid_request' } },
    });
    expect(JSON.stringify(decision)).not.toMatch(/abc|äöü|aaa/);
  });

  test('a second Authorization header of a Request of fetch', async () => {
    const headers = new Headers([
      ['Authorization', 'Bearer abc'],
      ['Authorization', 'Bearer def'],
    ]);
    expect(await server.check({ headers })).toMatchObject({ denial: { status: 400 } });
  });
});

test('nobody can change what a token says', async () => {
  const request = await requestWith('files:read');
  const first = await server.check(request);
  if (first.outcome !== 'allowed' || first.auth === undefined) throw new Error('not allowed');
  const { auth } = first;
  expect(() => Object.assign(auth, { subject: 'admin' })).toThrow(TypeError);
  expect(() => Object.assign(auth.claims, { sub: 'admin' })).toThrow(TypeError);
  auth.expiresAt.setTime(0);
  expect(auth.expiresAt.getTime()).toBe(auth.claims.exp * 1000);
});

describe('decide', () => {
  test('answers at once where nothing has to be waited for', () => {
    const decision = server.decide(new Request('https://api.example'), {
      requirement: 'files:read',
    });
    expect(decision).toMatchObject({ outcome: 'denied', reason: 'no-credentials' });
  });

  test('answers with a promise where a policy or a key has to be waited for', async () => {
    const request = await requestWith('files:read');
    expect(await server.decide(request)).toMatchObject({ outcome: 'allowed' });
    const requirement = (): Promise<S> => Promise.resolve('files:write');
    expect(server.decide(new Request('https://api.example'), { requirement })).toBeInstanceOf(
      Promise,
    );
  });

  test('throws the mistake of a function at once', () => {
    const requirement = (): S => {
      throw new Error('no database');
    };
    const request = new Request('https://api.example');
    expect(() => server.decide(request, { requirement })).toThrow('no database');
  });
});

describe('a preflight', () => {
  const headers = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' };
  test.each<[string, RequestInit, string]>([
    ['has both headers', { method: 'OPTIONS', headers }, 'preflight'],
    ['is no other method', { method: 'POST', headers }, 'denied'],
    ['is no OPTIONS without them', { method: 'OPTIONS' }, 'denied'],
  ])('%s', async (_, init, outcome) => {
    const request = new Request('https://api.example', init);
    expect((await server.check(request, { requirement: 'files:read' })).outcome).toBe(outcome);
  });
});

test('decides for a plain node:http server', async () => {
  const plain = createServer((request, response) => {
    void server.check(request, { action: 'files.create' }).then((decision) => {
      if (decision.outcome !== 'denied') return response.end('done');
      const { status, headers, body } = decision.denial;
      return response.writeHead(status, headers).end(JSON.stringify(body));
    });
  }).listen(0);
  onTestFinished(() => void plain.close());
  const url = `http://localhost:${(plain.address() as AddressInfo).port}/`;
  const { headers } = await requestWith('files:write');
  expect((await fetch(url, { headers })).status).toBe(200);
  const refused = await fetch(url);
  expect(refused.status).toBe(401);
  expect(refused.headers.get('www-authenticate')).toBe(
    'Bearer realm="https://api.example", scope="files:write", resource_metadata="https://api.example/.well-known/oauth-protected-resource"',
  );
});
