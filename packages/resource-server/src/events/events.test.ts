import { defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createResourceServer,
  InvalidOptionError,
  type Logger,
  type ResourceServerEvent,
  type ResourceServerOptions,
} from '../index.js';

const catalogue = defineCatalogue({
  scopes: { 'files:write': { title: 'Write files' } },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});
type Options = ResourceServerOptions<'files:write', 'files.create'>;

let issuer: TestIssuer;
let events: ResourceServerEvent[];
let lines: string[];
beforeEach(async () => {
  events = [];
  lines = [];
  issuer = await startTestIssuer({ algorithms: ['ES256'] });
});
afterEach(() => issuer.close());

const logger = Object.fromEntries(
  ['error', 'warn', 'info', 'debug'].map((level) => [
    level,
    (line: string) => void lines.push(`${level} ${line}`),
  ]),
) as unknown as Logger;

function serve(options: Partial<Options> = {}) {
  const server = createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
    onEvent: (event) => events.push(event),
    logger,
    ...options,
  } as Options);
  return (token?: string) =>
    server.check(
      { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } },
      { action: 'files.create' },
    );
}

const decisions = () => events.filter(({ type }) => type === 'decision');

describe('a decision is told', () => {
  test('with what was asked, what was missing, and whether the token was remembered', async () => {
    const check = serve();
    const token = await issuer.mint();
    await check(token);
    await check(token);
    const denied = {
      type: 'decision',
      outcome: 'denied',
      reason: 'scope',
      status: 403,
      code: 'INSUFFICIENT_SCOPE',
      action: 'files.create',
      missing: ['files:write'],
      issuer: issuer.issuer,
      clientId: 'test-client',
    };
    expect(decisions()).toEqual([
      { ...denied, cache: 'miss' },
      { ...denied, cache: 'hit' },
    ]);
  });

  test('of a request without credentials, and of a preflight', async () => {
    const check = serve();
    await check();
    expect(decisions()).toEqual([
      {
        type: 'decision',
        outcome: 'denied',
        reason: 'no-credentials',
        status: 401,
        code: 'MISSING_CREDENTIALS',
        action: 'files.create',
      },
    ]);
  });

  test('as shadowed where it is not enforced', async () => {
    const check = serve({ mode: 'shadow' });
    expect((await check(await issuer.mint())).outcome).toBe('allowed');
    expect(decisions()).toMatchObject([{ outcome: 'shadowed', reason: 'scope', status: 403 }]);
    expect(lines.at(-1)).toMatch(/^warn stepscope: shadowed .*missing=files:write/);
  });
});

test('keys and outages are told, with addresses and without tokens', async () => {
  const check = serve();
  await issuer.fail('server-error');
  const token = await issuer.mint({ scopes: ['files:write'], subject: 'ada-lovelace' });
  await check(token);
  await issuer.recover();
  await serve()(token);
  expect(events.map(({ type }) => type)).toEqual([
    'unavailable',
    'decision',
    'keys-fetched',
    'decision',
  ]);
  expect(lines).toEqual([
    expect.stringMatching(`^error stepscope: No metadata of ${issuer.issuer}`),
    expect.stringMatching(/^info stepscope: denied reason=unavailable status=503/),
    `debug stepscope: fetched 1 keys of ${issuer.issuer}`,
    expect.stringMatching(/^debug stepscope: allowed action=files.create/),
  ]);
  const told = JSON.stringify([events, lines]);
  for (const secret of [token, token.split('.')[1]!, 'ada-lovelace']) {
    expect(told).not.toContain(secret);
  }
});

test('a client id cannot forge a line of its own', async () => {
  await serve()(await issuer.mint({ clientId: 'web\nerror stepscope: all is lost' }));
  expect(lines.at(-1)).toContain('clientId="web\\nerror stepscope: all is lost"');
});

test('an outage that quotes a token cannot forge a line of its own', async () => {
  const check = serve({
    issuer: undefined,
    issuers: {
      known: () => Promise.reject(new Error('Nobody knows a\nstepscope: allowed\u2028x')),
    },
  } as unknown as Partial<Options>);
  await check(await issuer.mint());
  expect(lines[0]).toContain('Nobody knows a stepscope: allowed x');
});

test('a listener that throws fails no request', async () => {
  const check = serve({
    onEvent() {
      throw new Error('The listener is broken.');
    },
  });
  expect((await check(await issuer.mint({ scopes: ['files:write'] }))).outcome).toBe('allowed');
});

test('a listener that rejects later fails neither a request nor the process', async () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', note);
  const reject: () => unknown = async () => {
    throw new Error('The listener is broken.');
  };
  const broken = { error: reject, warn: reject, info: reject, debug: reject };
  const check = serve({ onEvent: reject, logger: broken, onIssuerUnavailable: reject });
  await issuer.fail('server-error');
  expect((await check(await issuer.mint())).outcome).toBe('denied');
  await new Promise((resolve) => setTimeout(resolve, 10));
  process.off('unhandledRejection', note);
  expect(rejections).toEqual([]);
});

test('without listeners a resource server is silent, in an outage too', async () => {
  const warnings: unknown[] = [];
  const listen = (warning: unknown): void => void warnings.push(warning);
  process.on('warning', listen);
  const server = createResourceServer({
    issuer: issuer.issuer,
    resource: 'https://api.example',
    catalogue,
  });
  await issuer.fail('server-error');
  const headers = { authorization: `Bearer ${await issuer.mint()}` };
  expect(await server.check({ headers })).toMatchObject({ reason: 'unavailable' });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  expect(warnings).toEqual([]);
});

test.each<[string, Partial<Options>]>([
  ['onEvent is not a function', { onEvent: 'console' as never }],
  ['logger has no function warn', { logger: { error() {} } as never }],
])('refuses options: %s', (message, options) => {
  expect(() => serve(options)).toThrow(InvalidOptionError);
  expect(() => serve(options)).toThrow(message);
});
