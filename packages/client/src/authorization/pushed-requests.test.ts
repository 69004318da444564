import { http, HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { eventually } from '../test-support/eventually.js';
import { createWorld, issuer, requestOf, scriptedPrompt } from '../test-support/world.js';

const world = createWorld();
const pushes = () => world.sent.filter(({ url }) => url === `${issuer}/par`);

describe('an authorization request [S1.22]', () => {
  test('is pushed where the server takes that, and its URL says nothing', async () => {
    world.switches.par = 'offered';
    const page = world.page();
    await world.client(page).signIn();
    expect([...requestOf(page.leftFor).keys()].sort()).toEqual(['client_id', 'request_uri']);
    expect(pushes()[0]?.params.get('scope')).toBe('openid offline_access files:read');
    expect(pushes()[0]?.params.get('code_challenge_method')).toBe('S256');
    const back = await page.follow();
    const client = world.client(back);
    expect((await client.handleRedirect()).outcome?.status).toBe('granted');
  });

  test('is pushed while its window is open already, and anew when that is opened again', async () => {
    world.switches.par = 'required';
    const prompt = scriptedPrompt(() => {});
    const { client, page } = await world.signedIn({ prompt });
    page.popupBehaviour = 'wait';
    const asking = client.requestPermission('files:write');
    await eventually(() => expect(prompt.shown).toHaveLength(1));
    prompt.shown[0]?.approve();
    expect(page.popups).toHaveLength(1);
    expect(page.popups[0]?.visited).toHaveLength(0);
    await eventually(() => expect(page.popups[0]?.visited).toHaveLength(1));
    page.popupBehaviour = 'answer';
    prompt.shown[0]?.approve();
    expect(page.popups).toHaveLength(2);
    expect((await asking).status).toBe('granted');
    const [first, second] = page.popups.map(({ visited }) => requestOf(visited[0]));
    expect(second?.get('request_uri')).not.toBe(first?.get('request_uri'));
  });

  test('that is refused when it is pushed is an outcome, and no window stays', async () => {
    const { client, page } = await world.signedIn();
    world.switches.par = 'offered';
    const { client: fresh } = await world.signedIn({}, page.open());
    refusePushes('invalid_scope');
    const outcome = await fresh.requestPermission('files:write', { prompt: false });
    expect(outcome.status).toBe('unavailable');
    expect(fresh.getSnapshot().unavailable.toString()).toBe('files:write');
    expect(client.granted.toString()).toBe('files:read');
    const leaving = fresh.requestPermission('tasks:write', { via: 'redirect', prompt: false });
    expect((await leaving).status).toBe('unavailable');
  });

  test('for signing in that is refused at once does not leave the page', async () => {
    world.switches.par = 'required';
    refusePushes('access_denied');
    const page = world.page();
    expect((await world.client(page).signIn()).status).toBe('denied');
    expect(page.leftFor).toBeUndefined();
    expect(page.sessionStorage.entries()).toEqual({});
  });

  test('for a restore that is refused at once ends the sign-in that was remembered', async () => {
    const { page } = await world.signedIn();
    world.switches.par = 'required';
    refusePushes('invalid_scope');
    const client = world.client(page.open());
    expect(await client.handleRedirect()).toEqual({ kind: 'none' });
    expect(client.getSnapshot().status).toBe('signed-out');
    expect(JSON.stringify(page.localStorage.entries())).not.toContain('sign-in');
  });

  test.each([
    ['fails', () => HttpResponse.error()],
    ['is busy', () => new HttpResponse(null, { status: 503 })],
    [
      'takes no public client',
      () => HttpResponse.json({ error: 'invalid_client' }, { status: 401 }),
    ],
  ])('goes by its URL where pushing is offered and %s, from then on', async (_, respond) => {
    world.switches.par = 'offered';
    world.server.use(http.post(`${issuer}/par`, respond));
    const page = world.page();
    const client = world.client(page);
    await client.signIn();
    await client.signIn();
    expect(requestOf(page.leftFor).get('scope')).toBe('openid offline_access files:read');
    expect(pushes()).toHaveLength(1);
  });

  test('goes by its URL where too many are pushed, and is pushed again the next time', async () => {
    world.switches.par = 'offered';
    const busy = () => HttpResponse.json({ error: 'temporarily_unavailable' }, { status: 429 });
    world.server.use(http.post(`${issuer}/par`, busy, { once: true }));
    const page = world.page();
    const client = world.client(page);
    await client.signIn();
    expect(requestOf(page.leftFor).has('scope')).toBe(true);
    await client.signIn();
    expect(requestOf(page.leftFor).has('request_uri')).toBe(true);
  });

  test.each([
    ['fails', () => HttpResponse.error(), 'AUTHORIZATION_SERVER_UNREACHABLE'],
    [
      'takes no public client',
      () => HttpResponse.json({ error: 'invalid_client' }, { status: 401 }),
      'AUTHORIZATION_FAILED',
    ],
  ])('does not go where pushing is required and %s', async (_, respond, code) => {
    world.switches.par = 'required';
    world.server.use(http.post(`${issuer}/par`, respond));
    const page = world.page();
    await expect(world.client(page).signIn()).rejects.toMatchObject({ code });
    expect(page.leftFor).toBeUndefined();
  });
});

function refusePushes(error: string): void {
  world.server.use(http.post(`${issuer}/par`, () => HttpResponse.json({ error }, { status: 400 })));
}
