import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  authorizeAs,
  callbackOf,
  clientId,
  redirectUri,
  startDemo,
  type Demo,
} from './test-support/demo.js';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
}, 60_000);
afterAll(() => demo.close());

describe('U+0000, which PostgreSQL cannot hold,', () => {
  test.each([
    ['a refresh token', { grant_type: 'refresh_token', refresh_token: 'a\0' }],
    [
      'a code',
      {
        grant_type: 'authorization_code',
        code: 'a\0',
        code_verifier: 'v'.repeat(43),
        redirect_uri: redirectUri,
      },
    ],
  ])('in %s is an invalid_grant', async (_description, fields) => {
    expect(await demo.token(fields)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  test('in a client_id is an unknown client', async () => {
    expect(await demo.token({ grant_type: 'refresh_token', client_id: '\0' })).toMatchObject({
      error: 'invalid_client',
    });
  });

  test('in a token that is revoked is 200, as any unknown token is', async () => {
    const response = await fetch(`${demo.server.url}/token/revocation`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: clientId, token: 'a\0' }),
    });
    expect(response.status).toBe(200);
  });

  test.each(['/interaction/%00', '/auth/%00', '/connected-apps/%00/disconnect'])(
    'in the path %s is the browser’s mistake',
    async (path) => {
      const browser = demo.browser();
      await browser.submit(await browser.get('/sign-in'), '/sign-in', { user: 'ada' });
      expect((await browser.get(path)).status).toBeOneOf([400, 404]);
    },
  );

  test.each(['state', 'nonce', 'login_hint', 'scope', 'ui_locales'])(
    'in the %s of an authorization request goes back as an error',
    async (name) => {
      const page = await demo.browser().get(demo.authorize('', { [name]: 'openid\0' }).url);
      expect(callbackOf(page).get('error')).toMatch(/^invalid_/);
    },
  );

  test('in the state of a logout is refused', async () => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const page = await browser.get(`/session/end?client_id=${clientId}&state=%00`);
    expect(page.status).toBe(400);
  });

  test('in the fields of any form is refused', async () => {
    const browser = demo.browser();
    const signIn = await browser.get('/sign-in');
    expect((await browser.submit(signIn, '/sign-in', { user: 'ada\0' })).status).toBe(400);
    expect((await browser.post('/sign-in', { form_token: '\0', user: 'ada' })).status).toBe(400);
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const token = async () =>
      /name="form_token" value="([^"]+)"/.exec((await browser.get('/connected-apps')).body)![1]!;
    for (const [id, scope] of [
      [clientId, 'files:read\0'],
      ['%00', 'files:read'],
    ]) {
      const fields = { form_token: await token(), scope: scope! };
      const { status } = await browser.post(`/connected-apps/${id}/take-back`, fields);
      expect(status).toBe(400);
    }
  });

  test('among the answers to a consent page is ignored', async () => {
    const browser = demo.browser();
    const page = await browser.get(demo.authorize('files:read files:write').url);
    const consent = page.body.includes('/consent"')
      ? page
      : await browser.submit(page, '/sign-in', { user: 'bob' });
    const back = await browser.submit(consent, '/consent', { scope: ['files:read', 'a\0'] });
    expect(callbackOf(back).get('code')).not.toBeNull();
  });
});

test.each(['http://evil.example', 'http://localhost:1', '*'])(
  'refuses a request target that is no path, such as %s',
  async (target) => {
    const { host, port } = new URL(demo.server.url);
    const path = target === '*' ? target : `${target}/.well-known/openid-configuration`;
    const [response] = (await once(
      get({ host: 'localhost', port, path, headers: { host } }),
      'response',
    )) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(421);
  },
);

describe('a response mode', () => {
  test.each(['form_post', 'fragment', 'web_message', 'jwt', 'query.jwt', 'fragment.jwt'])(
    '%s is refused, and no code is issued',
    async (response_mode) => {
      const browser = demo.browser();
      await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
      const { url } = demo.authorize('files:read', { response_mode });
      const page = await browser.get(url);
      const answer = `${page.location} ${page.body}`;
      expect(answer).toMatch(/invalid_request|unsupported_response_mode/);
      expect(answer).not.toMatch(/[?&#]code=|name="code"/);
    },
  );

  test.each([undefined, 'query'])('%s is answered in the query', async (response_mode) => {
    const browser = demo.browser();
    await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const page = await browser.get(demo.authorize('files:read', { response_mode }).url);
    expect(callbackOf(page).get('code')).not.toBeNull();
  });

  test.each(['openid-configuration', 'oauth-authorization-server'])(
    'other than query is not published in %s',
    async (name) => {
      const response = await fetch(`${demo.server.url}/.well-known/${name}`);
      expect(await response.json()).toMatchObject({ response_modes_supported: ['query'] });
    },
  );
});

describe('an id_token_hint', () => {
  test.each([undefined, 'login'])(
    'is binding when the user signs in (prompt %s)',
    async (prompt) => {
      const tokens = await authorizeAs(demo, demo.browser(), { user: 'ada', scope: 'files:read' });
      const hint = { id_token_hint: tokens.id_token, prompt };
      const browser = demo.browser();
      const page = await browser.get(demo.authorize('files:read', hint).url);
      expect(page.body).toContain('value="ada"');
      expect(page.body).not.toContain('value="bob"');
      const refused = await browser.submit(page, '/sign-in', { user: 'bob' });
      expect(refused).toMatchObject({ status: 400, location: undefined });
      const again = await browser.get(page.url);
      const back = await browser.submit(again, '/sign-in', { user: 'ada' });
      expect(callbackOf(back).get('code')).not.toBeNull();
    },
  );

  test('is binding also for a user who is signed in and asked again', async () => {
    const browser = demo.browser();
    const tokens = await authorizeAs(demo, browser, { user: 'ada', scope: 'files:read' });
    const hint = { id_token_hint: tokens.id_token, prompt: 'login' };
    const page = await browser.get(demo.authorize('files:read', hint).url);
    expect(page.body).not.toContain('value="bob"');
    expect((await browser.submit(page, '/sign-in', { user: 'bob' })).status).toBe(400);
  });
});
