import { defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createResourceServer, type Policy, type ResourceServer } from './index.js';

const catalogue = defineCatalogue({
  scopes: { 'files:read': { title: 'Read files' }, 'files:write': { title: 'Write files' } },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});
const resource = 'https://api.example';

let issuer: TestIssuer;
let inForce: ResourceServer<'files:read' | 'files:write', 'files.create'>;
beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms: ['ES256'] });
  inForce = createResourceServer({ issuer: issuer.issuer, resource, catalogue });
});
afterAll(() => issuer.close());

const requestWith = (headers: Record<string, string>, method = 'GET'): Request =>
  new Request(`${resource}/files`, { method, headers });
const bearer = async (...scopes: string[]): Promise<Record<string, string>> => ({
  Authorization: `Bearer ${await issuer.mint({ scopes })}`,
});

const shadow = { action: 'files.create', mode: 'shadow' } as const;

test.each<[string, () => Promise<Record<string, string>>, string | undefined]>([
  ['no credentials', async () => ({}), 'no-credentials'],
  ['malformed credentials', async () => ({ Authorization: 'Bearer' }), 'malformed-credentials'],
  ['a bad token', async () => ({ Authorization: 'Bearer a.b.c' }), 'malformed-token'],
  ['a token short of scopes', () => bearer('files:read'), 'scope'],
  ['a token that suffices', () => bearer('files:write'), undefined],
])('lets %s pass, and tells what would have been', async (_, headersOf, reason) => {
  const headers = await headersOf();
  const decided = await inForce.check(requestWith(headers), { action: 'files.create' });
  const decision = await inForce.check(requestWith(headers), shadow);
  expect(decision).toMatchObject({ outcome: 'allowed' });
  const wouldBe = 'wouldBe' in decision ? decision.wouldBe : undefined;
  expect(wouldBe?.reason).toBe(reason);
  if (decided.outcome === 'denied') {
    expect(wouldBe).toEqual({ reason: decided.reason, denial: decided.denial });
  }
});

test('says who calls wherever the token counts', async () => {
  const short = await bearer('files:read');
  expect(await inForce.check(requestWith(short), shadow)).toMatchObject({
    auth: { clientId: 'test-client' },
  });
  expect(await inForce.check(requestWith(short), { action: 'files.create' })).toMatchObject({
    outcome: 'denied',
    auth: { clientId: 'test-client' },
  });
  expect(await inForce.check(requestWith({}), shadow)).not.toHaveProperty('auth');
});

test('lets requests pass while the issuer is down', async () => {
  const headers = await bearer('files:write');
  const down = createResourceServer({
    issuer: issuer.issuer,
    resource,
    catalogue,
    fetch: () => Promise.reject(new Error('down')),
    onIssuerUnavailable: () => {},
  });
  expect(await down.check(requestWith(headers), shadow)).toMatchObject({
    outcome: 'allowed',
    wouldBe: { reason: 'unavailable', denial: { status: 503 } },
  });
});

test('lets preflights through to what answers them', async () => {
  const preflight = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' };
  const decision = await inForce.check(requestWith(preflight, 'OPTIONS'), shadow);
  expect(decision).toEqual({ outcome: 'allowed' });
});

test.each<[string, Policy<'files:read' | 'files:write'>['requirement']]>([
  [
    'throws',
    () => {
      throw new Error('no database');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no database'))],
])('survives a function of the policy that %s, and keeps who calls', async (_, requirement) => {
  const passed = await inForce.check(requestWith(await bearer()));
  const auth = passed.outcome === 'allowed' ? passed.auth! : expect.unreachable();
  expect(
    await inForce.check(requestWith({}), { requirement: requirement!, auth, mode: 'shadow' }),
  ).toEqual({
    outcome: 'allowed',
    auth,
    wouldBe: { reason: 'policy-failed', error: new Error('no database') },
  });
});

test('of a whole resource server announces itself and holds for every policy', async () => {
  const warned = once(process, 'warning');
  const everywhere = createResourceServer({
    issuer: issuer.issuer,
    resource,
    catalogue,
    mode: 'shadow',
  });
  expect(await warned).toEqual([
    expect.objectContaining({
      message: 'https://api.example is in shadow mode: its guards let everything pass.',
    }),
  ]);
  expect(await everywhere.check(requestWith({}))).toMatchObject({
    outcome: 'allowed',
    wouldBe: { reason: 'no-credentials' },
  });
});

test('is not entered by a misspelt mode', () => {
  const warn = vi.spyOn(process, 'emitWarning');
  onTestFinished(() => warn.mockRestore());
  const create = (): unknown =>
    createResourceServer({ issuer: issuer.issuer, resource, catalogue, mode: 'shadwo' as never });
  expect(create).toThrow('Unknown mode "shadwo". Did you mean "shadow"?');
  expect(warn).not.toHaveBeenCalled();
});
