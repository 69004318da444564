import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  authorizeAs,
  clientId,
  refresh,
  resource,
  startDemo,
  type Demo,
} from './test-support/demo.js';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
}, 60_000);
afterAll(() => demo.close());

describe('the code flow', () => {
  test('ends with an at+jwt access token that carries exactly what was ticked', async () => {
    const tokens = await authorizeAs(demo, demo.browser(), {
      user: 'ada',
      scope: 'files:read files:write',
      ticked: ['files:read'],
    });
    expect(tokens).toMatchObject({
      status: 200,
      scope: 'files:read',
      pages: ['sign-in', 'consent'],
    });
    expect(tokens).not.toHaveProperty('unavailable_scope');
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({
      typ: 'at+jwt',
      alg: 'RS256',
    });
    const claims = decodeJwt(tokens.access_token);
    expect(claims).toMatchObject({
      iss: demo.server.url,
      aud: resource,
      sub: 'ada',
      client_id: clientId,
      scope: 'files:read',
      grant_version: 1,
    });
    expect(claims.exp! - claims.iat!).toBe(300);
    expect(typeof claims.jti).toBe('string');
    expect(decodeJwt(tokens.id_token!)).toMatchObject({
      sub: 'ada',
      nonce: 'nonce-1',
      aud: clientId,
    });
    expect(await refresh(demo, tokens)).toMatchObject({ status: 200, scope: 'files:read' });
  });
});
