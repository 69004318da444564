import { allOf, anyOf, defineCatalogue } from '@stepscope/core';
import { startTestIssuer, type TestIssuer } from '@stepscope/testing';
import express, { type Express } from 'express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createResourceServer } from './index.js';
import { sendLines, type Answer } from './test-support/send-lines.js';

const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files' },
    'files:write': { title: 'Write files', implies: ['files:read'] },
    'files:admin': { title: 'Administer files' },
    'tasks:write': { title: 'Write tasks' },
  },
  actions: { 'files.create': { title: 'Create a file', requires: 'files:write' } },
});

const resource = 'http://localhost:4401/v1';
const metadataUrl = 'http://localhost:4401/.well-known/oauth-protected-resource/v1';
const realm = `Bearer realm="${resource}"`;
const tail = `resource_metadata="${metadataUrl}"`;
const exposed = 'WWW-Authenticate, DPoP-Nonce, Retry-After';

let issuer: TestIssuer;
let base: string;
let server: Server;
let handled = 0;

beforeAll(async () => {
  issuer = await startTestIssuer({ algorithms: ['ES256'], audience: resource });
  const api = createResourceServer({ issuer: issuer.issuer, resource, catalogue });
  const app = express();
  app.use(api.metadata());
  const ok: express.RequestHandler = (_req, res) => {
    handled++;
    res.json({ ok: true });
  };
  app.get('/files', api.requireScopes('files:read'), ok);
  app.post('/files', api.requireAction('files.create'), ok);
  app.put('/files', api.requireScopes('files:write', 'tasks:write'), ok);
  app.patch('/files', api.guard(anyOf(allOf('files:write', 'tasks:write'), 'files:admin')), ok);
  app.delete(
    '/files',
    api.guard((req) => (req.headers['x-all'] === 'yes' ? 'files:admin' : 'files:write')),
    ok,
  );
  app.get('/me', api.authenticate(), ok);
  app.get('/maybe', api.authenticate({ optional: true }), ok);
  app.get('/health', api.public('liveness probe'), ok);
  [server, base] = listen(app);
});
afterAll(async () => {
  server.close();
  await issuer.close();
});

function listen(app: Express): [Server, string] {
  const listening = app.listen(0);
  return [listening, `http://localhost:${(listening.address() as AddressInfo).port}`];
}

const send = (
  line: string,
  headers?: readonly (readonly [string, string])[],
  from = base,
): Promise<Answer> => sendLines(from, line, headers);

const bearer = (token: string): readonly [string, string] => ['Authorization', `Bearer ${token}`];

describe('no credentials, or a scheme that we do not take, is 401 without an error, and names the metadata [S1.15]', () => {
  const challenge = `${realm}, scope="files:read", ${tail}`;
  test.each<[string, string, readonly (readonly [string, string])[], string]>([
    ['no header', 'GET /files', [], challenge],
    ['Basic', 'GET /files', [['Authorization', 'Basic dTpw']], challenge],
    ['DPoP', 'GET /files', [['Authorization', 'DPoP abc']], challenge],
    ['a token in the query alone [S1.08]', 'GET /files?access_token=abc', [], challenge],
    ['HEAD [S3.13]', 'HEAD /files', [], challenge],
    ['an action', 'POST /files', [], `${realm}, scope="files:write", ${tail}`],
    ['all of two', 'PUT /files', [], `${realm}, scope="files:write tasks:write", ${tail}`],
    ['the cheapest of two ways', 'PATCH /files', [], `${realm}, scope="files:admin", ${tail}`],
    ['by request', 'DELETE /files', [['X-All', 'yes']], `${realm}, scope="files:admin", ${tail}`],
    ['any scopes', 'GET /me', [], `${realm}, ${tail}`],
  ])('%s: %s', async (_, line, headers, expected) => {
    const answer = await send(line, headers);
    expect(answer.status).toBe(401);
    expect(answer.headers).toMatchObject({
      'www-authenticate': expected,
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
      'access-control-expose-headers': exposed,
    });
    if (!line.startsWith('HEAD')) expect(answer.body['code']).toBe('MISSING_CREDENTIALS');
  });

  test('says in the body which scopes would do', async () => {
    expect((await send('PATCH /files')).body).toEqual({
      type: 'urn:stepscope:problem:missing-credentials',
      title: 'An access token is needed',
      status: 401,
      detail: 'Send an access token in the Authorization header, as "Bearer" and the token.',
      code: 'MISSING_CREDENTIALS',
      required: [['files:write', 'tasks:write'], ['files:admin']],
    });
  });
});

describe('a malformed request is 400 invalid_request', () => {
  const form = 'Send the Authorization header as Bearer and the token.';
  test.each<[string, string, readonly (readonly [string, string])[], string]>([
    ['no token', 'GET /files', [['Authorization', 'Bearer']], form],
    ['two words', 'GET /files', [['Authorization', 'Bearer a b']], form],
    ['an illegal character', 'GET /files', [['Authorization', 'Bearer a"b']], form],
    [
      'two Authorization headers [S3.12]',
      'GET /files',
      [bearer('abc'), bearer('abc')],
      'Send one Authorization header.',
    ],
    [
      'a second Authorization header of another scheme [S3.12]',
      'GET /files',
      [['Authorization', 'Basic dTpw'], bearer('abc')],
      'Send one Authorization header.',
    ],
    [
      'a token in two places [S1.08]',
      'GET /files?access_token=abc',
      [bearer('abc')],
      'Send the access token in one place, the Authorization header.',
    ],
    [
      'a token in three places [S3.12]',
      'GET /files?access_token=a&access_token=b',
      [bearer('abc')],
      'Send the access token in one place, the Authorization header.',
    ],
  ])('%s', async (_, line, headers, description) => {
    const answer = await send(line, headers);
    expect(answer.status).toBe(400);
    expect(answer.headers).toMatchObject({
      'www-authenticate': `${realm}, error="invalid_request", error_description="${description}", ${tail}`,
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
      'access-control-expose-headers': exposed,
    });
    expect(answer.body).toMatchObject({ code: 'INVALID_REQUEST', error: 'invalid_request' });
  });
});

describe('a bad token is 401 invalid_token', () => {
  test.each<[string, () => Promise<string> | string, string]>([
    ['not a JWT', () => 'opaque', 'The access token is not a well-formed JWT.'],
    ['too long', () => 'a'.repeat(8193), 'The access token is not a well-formed JWT.'],
    [
      'a bad signature',
      () => issuer.mint({ broken: 'signature', scopes: ['files:read'] }),
      'The signature of the access token is wrong.',
    ],
    [
      'expired',
      () => issuer.mint({ broken: 'expired', scopes: ['files:read'] }),
      'The access token has expired.',
    ],
    [
      'expired and short of scopes',
      () => issuer.mint({ broken: 'expired' }),
      'The access token has expired.',
    ],
    [
      'another issuer',
      () => issuer.mint({ broken: 'issuer', scopes: ['files:read'] }),
      'The access token is from another issuer.',
    ],
    [
      'another audience',
      () => issuer.mint({ broken: 'audience', scopes: ['files:read'] }),
      'The access token is for another resource.',
    ],
    [
      'another typ',
      () => issuer.mint({ broken: 'typ', scopes: ['files:read'] }),
      'The token is not an access token: its typ is not at+jwt.',
    ],
    [
      'bound to a key, sent as Bearer [S1.17]',
      () => issuer.mint({ broken: 'bound', scopes: ['files:read'] }),
      'The access token is bound to a key, and cannot be used as a bearer token.',
    ],
  ])('%s', async (_, token, description) => {
    const answer = await send('GET /files', [bearer(await token())]);
    expect(answer.status).toBe(401);
    expect(answer.headers).toMatchObject({
      'www-authenticate': `${realm}, error="invalid_token", error_description="${description}", ${tail}`,
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
      'access-control-expose-headers': exposed,
    });
    expect(answer.body).toEqual({
      type: 'urn:stepscope:problem:invalid-token',
      title: 'The access token was refused',
      status: 401,
      detail: description,
      code: 'INVALID_TOKEN',
      error: 'invalid_token',
    });
  });

  test('also where credentials are optional', async () => {
    expect((await send('GET /maybe', [bearer('opaque')])).status).toBe(401);
  });
});

describe('a token short of scopes is 403 insufficient_scope, with all that the operation needs [MCP, 10.3.2]', () => {
  test.each<[string, string, string[], string, string[]]>([
    ['one scope', 'GET /files', ['tasks:write'], 'files:read', ['files:read']],
    ['none granted', 'GET /files', [], 'files:read', ['files:read']],
    ['an action', 'POST /files', ['files:read'], 'files:write', ['files:write']],
    [
      'all that the operation needs, held ones too',
      'PUT /files',
      ['files:write'],
      'files:write tasks:write',
      ['tasks:write'],
    ],
    [
      'the way that lacks least',
      'PATCH /files',
      ['tasks:write'],
      'files:write tasks:write',
      ['files:write'],
    ],
    ['by request', 'DELETE /files', ['files:read'], 'files:write', ['files:write']],
  ])('%s: %s', async (_, line, scopes, scope, missing) => {
    const answer = await send(line, [bearer(await issuer.mint({ scopes }))]);
    expect(answer.status).toBe(403);
    expect(answer.headers).toMatchObject({
      'www-authenticate': `${realm}, error="insufficient_scope", error_description="The access token lacks ${missing.join(', ')}.", scope="${scope}", ${tail}`,
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
      'access-control-expose-headers': exposed,
    });
    expect(answer.body).toMatchObject({ code: 'INSUFFICIENT_SCOPE', granted: scopes, missing });
  });

  test('carries the whole problem of RFC 9457', async () => {
    const token = await issuer.mint({ scopes: ['files:read'] });
    expect((await send('POST /files', [bearer(token)])).body).toEqual({
      type: 'urn:stepscope:problem:insufficient-scope',
      title: 'The access token lacks a permission',
      status: 403,
      detail: 'The access token lacks files:write.',
      code: 'INSUFFICIENT_SCOPE',
      error: 'insufficient_scope',
      action: 'files.create',
      required: [['files:write']],
      granted: ['files:read'],
      missing: ['files:write'],
    });
  });
});

describe('keys that cannot be had are 503 without a challenge', () => {
  test('until the issuer comes up', async () => {
    let nowMs = Date.now();
    const late = await startTestIssuer({ algorithms: ['ES256'], now: () => nowMs });
    onTestFinished(() => late.close());
    await late.fail('refuse');
    const api = createResourceServer({
      issuer: late.issuer,
      resource,
      audience: 'https://api.example',
      catalogue,
      now: () => nowMs,
      onIssuerUnavailable: () => {},
    });
    const app = express();
    app.get('/', api.requireScopes('files:read'), (_req, res) => void res.json({}));
    const [listening, url] = listen(app);
    onTestFinished(() => void listening.close());

    const token = await late.mint({ scopes: ['files:read'] });
    const answer = await send('GET /', [bearer(token)], url);
    expect(answer.status).toBe(503);
    expect(answer.headers).toMatchObject({
      'retry-after': '1',
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
      'access-control-expose-headers': exposed,
    });
    expect(answer.headers).not.toHaveProperty('www-authenticate');
    expect(answer.body).toEqual({
      type: 'urn:stepscope:problem:issuer-unavailable',
      title: 'Access tokens cannot be verified right now',
      status: 503,
      detail: 'What is needed to verify access tokens could not be fetched. Try again later.',
      code: 'ISSUER_UNAVAILABLE',
    });

    await late.recover();
    nowMs += 1000;
    expect((await send('GET /', [bearer(token)], url)).status).toBe(200);
  });
});

describe('passes', () => {
  test.each<[string, string, string[]]>([
    ['the scope', 'GET /files', ['files:read']],
    ['a scope that implies it', 'GET /files', ['files:write']],
    ['an action', 'POST /files', ['files:write', 'openid']],
    ['all of two', 'PUT /files', ['tasks:write', 'files:write']],
    ['one of two ways', 'PATCH /files', ['files:admin']],
    ['what the request asks for', 'DELETE /files', ['files:write']],
    ['any scopes', 'GET /me', []],
    ['optional credentials', 'GET /maybe', []],
  ])('%s: %s', async (_, line, scopes) => {
    const before = handled;
    const answer = await send(line, [bearer(await issuer.mint({ scopes }))]);
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-expose-headers']).toBe(exposed);
    expect(answer.headers).not.toHaveProperty('www-authenticate');
    expect(handled).toBe(before + 1);
  });

  test.each(['GET /maybe', 'GET /health'])('%s without credentials', async (line) => {
    expect((await send(line)).status).toBe(200);
  });
});

describe('[S3.13] no spelling of a request gets past a guard', () => {
  test.each([
    ['HEAD /files', 401],
    ['GET /Files', 401],
    ['GET /files/', 401],
    ['GET /files?a=/health', 401],
    ['GET /%66iles', 404],
    ['GET //files', 404],
    ['QUERY /files', 404],
    ['OPTIONS /files', 200],
  ])('%s is %i and runs no handler', async (line, status) => {
    const before = handled;
    expect((await send(line, [['X-HTTP-Method-Override', 'OPTIONS']])).status).toBe(status);
    expect(handled).toBe(before);
  });
});

test('[S3.11] scopes and realms of the configuration cannot add to a challenge', async () => {
  const api = createResourceServer({
    issuer: issuer.issuer,
    resource,
    catalogue,
    realm: 'a", error="x\r\nSet-Cookie: y\\ \u0400',
  });
  const app = express();
  app.get('/', api.authenticate(), (_req, res) => void res.json({}));
  const [listening, url] = listen(app);
  onTestFinished(() => void listening.close());
  const { status, headers } = await send('GET /', [], url);
  expect(status).toBe(401);
  expect(headers['www-authenticate']).toBe(`Bearer realm="a, error=xSet-Cookie: y ", ${tail}`);
});

test('serves the metadata document at the URL of the resource, whatever the Host [S1.11] [S1.13]', async () => {
  const { status, headers, body } = await send('GET /.well-known/oauth-protected-resource/v1?x');
  expect([status, headers['content-type']]).toEqual([200, 'application/json']);
  expect(body).toEqual({
    resource,
    authorization_servers: [issuer.issuer],
    scopes_supported: ['files:read', 'files:write', 'files:admin', 'tasks:write'],
    bearer_methods_supported: ['header'],
  });
});

test('no answer repeats anything of a refused request', async () => {
  const marker = 'SECRETMARKER';
  for (const [line, header] of [
    [`GET /files?${marker}`, `Bearer ${marker}`],
    [`GET /files?access_token=${marker}`, `Bearer ${marker}`],
    [`GET /files`, `Bearer ${marker} ${marker}`],
    [`GET /files`, `${marker} abc`],
  ] as const) {
    const answer = await send(line, [
      ['Authorization', header],
      ['X-Request-Id', marker],
    ]);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(answer)).not.toContain(marker);
  }
});
