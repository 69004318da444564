import { decodeJwt } from 'jose';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  createFakeWorld,
  issuer,
  mail,
  redirectUri,
  resource,
  type Tokens,
} from '../test-support/fake-world.js';
import type { StepscopeSwitches } from './switches.js';

const world = createFakeWorld();
const { switches, clock, post, request, authorize, redeem, signIn, refresh, call } = world;
const invalidGrant = { error: 'invalid_grant' };
const ask = async (scope: string, more: Record<string, string> = {}): Promise<URLSearchParams> =>
  authorize(await request(scope, more));

describe('metadata', () => {
  test.each([
    `${issuer}/.well-known/openid-configuration`,
    'https://login.example/.well-known/oauth-authorization-server/tenant',
  ])('are at %s', async (url) => {
    const metadata: unknown = await (await fetch(url)).json();
    expect(metadata).toMatchObject({ issuer, authorization_endpoint: `${issuer}/authorize` });
    expect(metadata).not.toHaveProperty('pushed_authorization_request_endpoint');
  });

  test('hold what the switch says besides', async () => {
    switches.metadata = { issuer: 'https://elsewhere.example', jwks_uri: undefined };
    const url = `${issuer}/.well-known/openid-configuration`;
    const metadata: unknown = await (await fetch(url)).json();
    expect(metadata).toMatchObject({ issuer: 'https://elsewhere.example' });
    expect(metadata).not.toHaveProperty('jwks_uri');
  });
});

describe('a code', () => {
  test('is for everything at once, and its tokens name the scopes of the API only', async () => {
    expect(await signIn('openid offline_access read write')).toMatchObject({ scope: 'read write' });
  });

  test('is taken once, and only with its verifier', async () => {
    const code = (await ask('read')).get('code');
    expect(await redeem(code, { code_verifier: 'w'.repeat(43) })).toEqual(invalidGrant);
    expect(await redeem(code)).toEqual(invalidGrant);
  });

  test('that is used again ends what came of it [10.4.2]', async () => {
    const code = (await ask('openid offline_access read')).get('code');
    const tokens = await redeem(code);
    expect((await call(tokens)).status).toBe(200);
    expect(await redeem(code)).toEqual(invalidGrant);
    expect((await call(tokens)).status).toBe(401);
    expect(await refresh(tokens)).toEqual(invalidGrant);
  });

  test.each([
    ['another client', { client_id: 'other' }],
    ['another redirect URI', { redirect_uri: `${redirectUri}/2` }],
  ])('is not taken from %s', async (_, more) => {
    expect(await redeem((await ask('read')).get('code'), more)).toEqual(invalidGrant);
  });
});

describe('refresh tokens', () => {
  test('are issued for offline_access only', async () => {
    expect(await signIn('openid read')).not.toHaveProperty('refresh_token');
  });

  test('rotate, and one that is used again ends its own grant, and no other', async () => {
    const elsewhere = await signIn();
    const first = await signIn();
    const second = await refresh(first);
    expect(second.access_token).not.toBe(first.access_token);
    expect(await refresh(first)).toEqual(invalidGrant);
    expect(await refresh(second)).toEqual(invalidGrant);
    expect((await call(second)).status).toBe(401);
    expect(await refresh(elsewhere)).toHaveProperty('access_token');
  });

  test('are of the client that got them', async () => {
    expect(await refresh(await signIn(), { client_id: 'other' })).toEqual(invalidGrant);
  });

  test('are refused while grantEnded is on', async () => {
    const tokens = await signIn();
    switches.grantEnded = true;
    expect(await refresh(tokens)).toEqual(invalidGrant);
    expect((await call(tokens)).status).toBe(200);
    delete switches.grantEnded;
    expect(await refresh(tokens)).toHaveProperty('access_token');
  });

  test('refreshReused ends the grant with all of its tokens', async () => {
    const tokens = await signIn();
    switches.refreshReused = true;
    expect(await refresh(tokens)).toEqual(invalidGrant);
    delete switches.refreshReused;
    expect(await refresh(tokens)).toEqual(invalidGrant);
    expect((await call(tokens)).status).toBe(401);
  });
});

describe('the authorization response', () => {
  test.each<[string, StepscopeSwitches, string | undefined]>([
    ['denies', { denies: true }, 'access_denied'],
    ['authorizationError', { authorizationError: 'invalid_scope' }, 'invalid_scope'],
    ['nothing', {}, undefined],
  ])('is decided by %s', async (_, set, error) => {
    Object.assign(switches, set);
    const response = await ask('read');
    expect(response.get('error') ?? undefined).toBe(error);
    expect(response.get('state')).toBe('s');
    expect(response.get('iss')).toBe(issuer);
    expect(response.has('code')).toBe(error === undefined);
  });

  test.each<[StepscopeSwitches['iss'], string | null, boolean]>([
    [undefined, issuer, true],
    ['wrong', 'https://elsewhere.example', true],
    ['missing', null, true],
    ['unsupported', null, false],
  ])('[S1.21] has the issuer that the switch %s says', async (iss, expected, promised) => {
    if (iss !== undefined) switches.iss = iss;
    expect((await ask('read')).get('iss')).toBe(expected);
    const metadata = await fetch(`${issuer}/.well-known/openid-configuration`);
    const { authorization_response_iss_parameter_supported: supported = false } =
      (await metadata.json()) as Record<string, unknown>;
    expect(supported).toBe(promised);
  });

  test.each([
    ['no PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['another response type', { response_type: 'token' }, 'invalid_request'],
    ['prompt=none and another', { prompt: 'none login' }, 'invalid_request'],
    ['[S1.20] another API', { resource: 'https://other.example' }, 'invalid_target'],
  ])('to a request with %s is an error', async (_, more, error) => {
    expect((await ask('read', more)).get('error')).toBe(error);
  });

  test('is a page where there is nowhere to send the user', async () => {
    const response = await fetch(`${issuer}/authorize?client_id=web`, { redirect: 'manual' });
    expect(response.status).toBe(400);
  });

  test('to prompt=none is login_required while signedOut is on, and after logging out', async () => {
    switches.signedOut = true;
    expect((await ask('read', { prompt: 'none' })).get('error')).toBe('login_required');
    expect((await ask('read')).has('code')).toBe(true);
    delete switches.signedOut;
    expect((await ask('read', { prompt: 'none' })).has('code')).toBe(true);

    const back = 'https://app.example/';
    const logout = `${issuer}/logout?post_logout_redirect_uri=${encodeURIComponent(back)}`;
    const response = await fetch(logout, { redirect: 'manual' });
    expect(response.headers.get('Location')).toBe(back);
    expect((await ask('read', { prompt: 'none' })).get('error')).toBe('login_required');
    await ask('read');
    expect((await ask('read', { prompt: 'none' })).has('code')).toBe(true);
  });
});

describe('what is granted', () => {
  test.each<[string, StepscopeSwitches, Partial<Tokens>]>([
    ['declines', { declines: ['write'] }, { scope: 'read' }],
    ['drops', { drops: ['write'] }, { scope: 'read' }],
    ['unavailable', { unavailable: ['write'] }, { scope: 'read', unavailable_scope: 'write' }],
    ['omitsScope', { omitsScope: true }, {}],
  ])('is decided by %s', async (_, set, expected) => {
    Object.assign(switches, set);
    const { scope, unavailable_scope: unavailable } = await signIn('read write');
    expect({ scope, unavailable_scope: unavailable }).toEqual({
      scope: undefined,
      unavailable_scope: undefined,
      ...expected,
    });
  });

  test('lacks what the user once unticked until prompt=consent, with remembersRefusals', async () => {
    Object.assign(switches, { remembersRefusals: true, declines: ['write'] });
    expect((await signIn('read write')).scope).toBe('read');
    delete switches.declines;
    expect((await signIn('read write')).scope).toBe('read');
    const asked = await signIn('read write', { request: { prompt: 'consent' } });
    expect(asked.scope).toBe('read write');
    expect((await signIn('read write')).scope).toBe('read write');
  });

  test('is narrower after revoked, and tokens from before are refused', async () => {
    const tokens = await signIn('openid offline_access read write');
    switches.revoked = ['write'];
    expect(await (await call(tokens)).json()).toMatchObject({ code: 'INVALID_TOKEN' });
    const silent = await signIn('read write', { request: { prompt: 'none' } });
    expect(silent.scope).toBe('read');
    const narrower = await refresh(tokens);
    expect(narrower.scope).toBe('read');
    expect((await call(narrower)).status).toBe(200);
  });

  test('is revoked until the user grants it anew', async () => {
    switches.revoked = ['write'];
    const tokens = await signIn('openid offline_access read write');
    expect(tokens.scope).toBe('read write');
    expect((await call(tokens)).status).toBe(200);
    expect((await refresh(tokens)).scope).toBe('read write');
  });
});

describe('sign-in', () => {
  test('is told by an ID token where openid was asked for', async () => {
    expect(await signIn('openid read')).toHaveProperty('id_token');
    expect(await signIn('read')).not.toHaveProperty('id_token');
  });

  const claimsOf = async (more: Record<string, string> = {}): Promise<Record<string, unknown>> =>
    decodeJwt((await signIn('openid read', { request: more })).id_token);

  test('is as strong and as recent as was asked for (RFC 9470)', async () => {
    const first = clock.now / 1000;
    switches.acr = 'low';
    await claimsOf({ prompt: 'login' });
    clock.now += 100_000;
    expect(await claimsOf()).toMatchObject({ acr: 'low', auth_time: first });
    expect(await claimsOf({ max_age: '100' })).toMatchObject({ auth_time: first });
    expect(await claimsOf({ max_age: '99' })).toMatchObject({ auth_time: first + 100 });
    expect(await claimsOf({ acr_values: 'high low' })).toMatchObject({ acr: 'low' });
    expect(await claimsOf({ acr_values: 'high' })).toMatchObject({ acr: 'high' });
    expect(await claimsOf()).toMatchObject({ acr: 'high' });
  });

  test('survives a refresh', async () => {
    const tokens = await signIn('openid offline_access read', { request: { acr_values: 'high' } });
    const before = decodeJwt(tokens.id_token);
    clock.now += 10_000;
    const after = decodeJwt((await refresh(tokens)).id_token);
    expect(after).toMatchObject({ acr: 'high', auth_time: before['auth_time'] });
  });

  test('is not made without the user: prompt=none is login_required where it would not do', async () => {
    await ask('read', { prompt: 'login' });
    clock.now += 100_000;
    for (const more of [{ max_age: '99' }, { acr_values: 'another' }]) {
      const response = await ask('read', { prompt: 'none', ...more });
      expect(response.get('error')).toBe('login_required');
    }
  });

  test('unmetAuthentication answers that no such sign-in can be had', async () => {
    switches.unmetAuthentication = true;
    const response = await ask('read', { acr_values: 'high' });
    expect(response.get('error')).toBe('unmet_authentication_requirements');
    expect((await ask('read')).has('code')).toBe(true);
  });
});

describe('revocation', () => {
  test('of a refresh token takes the access token along, of an access token nothing [S1.24]', async () => {
    const tokens = await signIn();
    expect((await post('/revoke', { token: tokens.access_token })).status).toBe(200);
    expect((await call(tokens)).status).toBe(401);
    const next = await refresh(tokens);
    await post('/revoke', { token: next.refresh_token ?? '' });
    expect((await call(next)).status).toBe(401);
    expect(await refresh(next)).toEqual(invalidGrant);
  });

  test('of an unknown token succeeds, without one it is an error', async () => {
    expect((await post('/revoke', { token: 'unknown' })).status).toBe(200);
    expect((await post('/revoke', {})).body).toEqual({ error: 'invalid_request' });
  });
});

describe('pushed requests (RFC 9126)', () => {
  const push = async (more: Record<string, string> = {}): Promise<Record<string, string>> => {
    const { status, body } = await post<{ request_uri: string; expires_in: number }>(
      '/par',
      await request('read', more),
    );
    expect([status, body.expires_in]).toEqual([201, 60]);
    return { client_id: 'web', request_uri: body.request_uri };
  };

  test('have no endpoint until the switch says so', async () => {
    expect((await post('/par', await request('read'))).status).toBe(404);
  });

  test('[S1.22] stand for a request once, for a minute, for the client that pushed it', async () => {
    switches.par = 'offered';
    const reference = await push();
    expect((await authorize(reference)).has('code')).toBe(true);
    const refused = async (parameters: Record<string, string>): Promise<number> => {
      const url = `${issuer}/authorize?${new URLSearchParams(parameters).toString()}`;
      return (await fetch(url, { redirect: 'manual' })).status;
    };
    expect(await refused(reference)).toBe(400);
    expect(await refused({ ...(await push()), client_id: 'other' })).toBe(400);
    const old = await push();
    clock.now += 60_000;
    expect(await refused(old)).toBe(400);
  });

  test('are refused at once where the request is wrong', async () => {
    switches.par = 'offered';
    const wrong = { ...(await request('read')), resource: 'https://other.example' };
    expect((await post('/par', wrong)).body).toEqual({ error: 'invalid_target' });
    const nested = { ...(await request('read')), request_uri: 'urn:x' };
    expect((await post('/par', nested)).body).toEqual({ error: 'invalid_request' });
  });

  test('must be used where they are required', async () => {
    switches.par = 'required';
    expect((await ask('read')).get('error')).toBe('invalid_request');
    expect((await authorize(await push())).has('code')).toBe(true);
    const metadata = await fetch(`${issuer}/.well-known/openid-configuration`);
    expect(await metadata.json()).toMatchObject({
      pushed_authorization_request_endpoint: `${issuer}/par`,
      require_pushed_authorization_requests: true,
    });
  });
});

describe('several APIs (RFC 8707)', () => {
  const both = { request: { resource: [resource, mail] } };
  const drafts = { method: 'POST', url: `${mail}/drafts` };

  test('are each told apart by their tokens, which carry their own scopes', async () => {
    const tokens = await signIn('offline_access read write send', both);
    expect(tokens.scope).toBe('read write');
    expect((await call(tokens)).status).toBe(200);
    const wrong = await call(tokens, drafts);
    expect(await wrong.json()).toMatchObject({ code: 'INVALID_TOKEN' });
    const forMail = await refresh(tokens, { resource: mail });
    expect(forMail.scope).toBe('read send');
    expect(decodeJwt(forMail.access_token).aud).toBe(mail);
    expect((await call(forMail, drafts)).status).toBe(200);
  });

  test('[S1.20] are not added by a token request', async () => {
    const tokens = await signIn();
    for (const other of [mail, [resource, mail], [resource, resource]]) {
      expect(await refresh(tokens, { resource: other })).toEqual({ error: 'invalid_target' });
    }
    expect(await refresh(tokens)).toHaveProperty('access_token');
  });

  test('publish which scopes they know (RFC 9728)', async () => {
    const response = await fetch('https://mail.example/.well-known/oauth-protected-resource/v1');
    expect(await response.json()).toMatchObject({
      resource: mail,
      authorization_servers: [issuer],
      scopes_supported: ['read', 'send'],
    });
  });
});

describe('outages', () => {
  test('busy answers 503 at the endpoints that are named', async () => {
    const tokens = await signIn();
    switches.busy = ['token', 'resource'];
    const response = await call(tokens);
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '1']);
    expect((await fetch(`${issuer}/token`, { method: 'POST' })).status).toBe(503);
    expect((await post('/revoke', { token: 'x' })).status).toBe(200);
    switches.busy = ['revocation'];
    expect((await fetch(`${issuer}/revoke`, { method: 'POST' })).status).toBe(503);
    expect((await call(tokens)).status).toBe(200);
  });

  test('offline fails on the way, on the side that is named', async () => {
    const tokens = await signIn();
    switches.offline = 'resource';
    await expect(call(tokens)).rejects.toThrow(TypeError);
    const next = await refresh(tokens);
    switches.offline = 'authorization-server';
    expect((await call(next)).status).toBe(200);
    await expect(refresh(next)).rejects.toThrow(TypeError);
  });

  test('a switch that is not there is told, and the call fails', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => told.mockRestore());
    Object.assign(switches, { denied: true });
    await expect(fetch(`${resource}/files`)).resolves.toMatchObject({ status: 500 });
    expect(String(told.mock.calls)).toContain('Unknown switch "denied". Did you mean "denies"?');
  });
});
