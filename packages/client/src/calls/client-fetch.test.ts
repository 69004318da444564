import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import { eventually } from '../test-support/eventually.js';
import { createWorld, resource, scriptedPrompt } from '../test-support/world.js';

const world = createWorld();
const files = `${resource}/files`;

/** Answers the first calls with the given refusals and the rest with 200. */
function refuseWith(...refusals: (() => Response)[]): { readonly bodies: string[] } {
  const bodies: string[] = [];
  const resolver = async ({ request }: { request: Request }): Promise<Response> => {
    bodies.push(await request.text());
    return refusals.shift()?.() ?? HttpResponse.json({ ok: true });
  };
  world.server.use(
    http.get(`${resource}/x`, resolver),
    http.post(`${resource}/x`, resolver),
    http.put(`${resource}/x`, resolver),
    http.delete(`${resource}/x`, resolver),
  );
  return { bodies };
}

const challenge = (parameters: string, status: number) => () =>
  new HttpResponse(null, { status, headers: { 'WWW-Authenticate': `Bearer ${parameters}` } });
const invalidToken = challenge('error="invalid_token"', 401);
const needs = (scope: string) => challenge(`error="insufficient_scope", scope="${scope}"`, 403);

describe('the token', () => {
  test('goes to the resource, in the Authorization header', async () => {
    const { client } = await world.signedIn();
    expect((await client.fetch(files)).status).toBe(200);
    expect(world.apiCalls()[0]?.authorization).toMatch(/^Bearer ey/);
  });

  test.each([
    'https://elsewhere.example/files',
    'https://api.example/v1files',
    'https://api.example/other',
    'https://app.example/files',
  ])('does not go to %s [10.1.1]', async (url) => {
    const { client } = await world.signedIn();
    world.server.use(http.get(url, () => new HttpResponse(null, { status: 401 })));
    expect((await client.fetch(url)).status).toBe(401);
    expect(world.sent.at(-1)).toMatchObject({ url, authorization: null });
  });

  test('does not go where the application sends credentials of its own', async () => {
    const { client } = await world.signedIn();
    refuseWith(invalidToken);
    const headers = { Authorization: 'Basic b3du' };
    expect((await client.fetch(`${resource}/x`, { headers })).status).toBe(401);
    expect(world.apiCalls()[0]?.authorization).toBe('Basic b3du');
  });

  test('goes along with relative URLs, URL objects and Requests, and `fetch` is bound', async () => {
    const { client, page } = await world.signedIn();
    page.replaceUrl(`${resource}/page`);
    const { fetch } = client;
    const seen: (string | null)[] = [];
    world.server.use(
      http.all(`${resource}/x`, async ({ request }) => {
        seen.push(
          `${request.method} ${request.headers.get('Authorization')?.slice(0, 9)} ${await request.text()}`,
        );
        return new HttpResponse('ok');
      }),
    );
    await fetch('/v1/x');
    await fetch(new URL(`${resource}/x`));
    await fetch(new Request(`${resource}/x`, { method: 'PUT', body: 'data' }));
    expect(seen).toEqual(['GET Bearer ey ', 'GET Bearer ey ', 'PUT Bearer ey data']);
  });

  test('is not taken along by a redirect [S3.18]', async () => {
    const { client } = await world.signedIn();
    const redirect = (): Response =>
      new HttpResponse(null, { status: 302, headers: { Location: 'https://elsewhere.example/' } });
    refuseWith(redirect, redirect);
    await expect(client.fetch(`${resource}/x`)).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' });
    const manual = await client.fetch(`${resource}/x`, { redirect: 'manual' });
    expect(manual.status).toBe(302);
    expect(world.sent.some(({ url }) => url.startsWith('https://elsewhere.example'))).toBe(false);
  });

  test('is not needed for what the API gives to anybody; where it is, sign-in is asked for', async () => {
    const client = world.client(world.page());
    refuseWith();
    expect((await client.fetch(`${resource}/x`)).status).toBe(200);
    await expect(client.fetch(files)).rejects.toThrow('call signIn(), after handleRedirect()');
    world.switches.hidesChallenge = true;
    await expect(client.fetch(files)).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });
  });
});

describe('a refused token', () => {
  test.each(['GET', 'POST', 'PUT', 'DELETE'])(
    'is renewed once and %s sent again, body and all',
    async (method) => {
      const { client } = await world.signedIn();
      const { bodies } = refuseWith(invalidToken);
      const body = method === 'GET' || method === 'DELETE' ? null : 'the body';
      const response = await client.fetch(`${resource}/x`, { method, body });
      expect(response.status).toBe(200);
      expect(bodies).toEqual([body ?? '', body ?? '']);
      expect(world.refreshes()).toHaveLength(1);
      const [first, second] = world.apiCalls();
      expect(second?.authorization).not.toBe(first?.authorization);
    },
  );

  test('twice is handed to the application', async () => {
    const { client } = await world.signedIn();
    refuseWith(invalidToken, invalidToken, invalidToken);
    expect((await client.fetch(`${resource}/x`)).status).toBe(401);
    expect(world.apiCalls()).toHaveLength(2);
    expect(world.refreshes()).toHaveLength(1);
  });

  test('of many calls is renewed once for all', async () => {
    const { client } = await world.signedIn();
    refuseWith(invalidToken, invalidToken, invalidToken, invalidToken, invalidToken);
    const calls = Array.from({ length: 5 }, () => client.fetch(`${resource}/x`));
    const responses = await Promise.all(calls);
    expect(responses.every(({ ok }) => ok)).toBe(true);
    expect(world.refreshes()).toHaveLength(1);
    expect(world.apiCalls()).toHaveLength(10);
  });

  test('that another call has renewed in the meantime is not renewed again [P.15]', async () => {
    const { client } = await world.signedIn();
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const refusals = [invalidToken];
    world.server.use(
      http.get(`${resource}/slow`, async () => {
        await gate;
        return refusals.shift()?.() ?? HttpResponse.json({ ok: true });
      }),
    );
    const slow = client.fetch(`${resource}/slow`);
    await eventually(() => expect(world.apiCalls()).toHaveLength(1));
    refuseWith(invalidToken);
    expect((await client.fetch(`${resource}/x`)).status).toBe(200);
    open();
    expect((await slow).status).toBe(200);
    expect(world.refreshes()).toHaveLength(1);
    expect(world.apiCalls()).toHaveLength(4);
  });

  test('of a stream is renewed, and the call is not sent again', async () => {
    const { client } = await world.signedIn();
    refuseWith(invalidToken);
    const body = new Blob(['streamed']).stream();
    const call = client.fetch(`${resource}/x`, {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit);
    await expect(call).rejects.toMatchObject({ code: 'REPLAY_REFUSED', reason: 'body' });
    expect(world.apiCalls()).toHaveLength(1);
    expect(world.refreshes()).toHaveLength(1);
  });

  test('whose challenge CORS hides is told by the body [P.01]', async () => {
    const { client } = await world.signedIn();
    refuseWith(() => HttpResponse.json({ code: 'INVALID_TOKEN' }, { status: 401 }));
    expect((await client.fetch(`${resource}/x`)).status).toBe(200);
    expect(world.refreshes()).toHaveLength(1);
  });
});

describe('after a step-up', () => {
  const post = { method: 'POST', body: 'the body' };
  test.each<[string, RequestInit, { mayReplay?: () => boolean }, number, string | undefined]>([
    ['GET is sent again', {}, {}, 2, undefined],
    ['POST is not [P.10]', post, {}, 1, 'method'],
    ['PUT is not', { method: 'PUT', body: 'x' }, {}, 1, 'method'],
    ['DELETE is not', { method: 'DELETE' }, {}, 1, 'method'],
    [
      'POST with an Idempotency-Key is',
      { ...post, headers: { 'Idempotency-Key': 'k' } },
      {},
      2,
      undefined,
    ],
    ['POST is where mayReplay says so', post, { mayReplay: () => true }, 2, undefined],
    [
      'a stream never is [P.10]',
      { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' } as RequestInit,
      { mayReplay: () => true },
      1,
      'body',
    ],
  ])('%s', async (_, init, options, sends, refused) => {
    const { client } = await world.signedIn(options);
    const { bodies } = refuseWith(needs('files:write'));
    const call = client.fetch(`${resource}/x`, init);
    if (refused === undefined) expect((await call).status).toBe(200);
    else await expect(call).rejects.toMatchObject({ code: 'REPLAY_REFUSED', reason: refused });
    expect(client.can('files:write')).toBe(true);
    expect(bodies).toHaveLength(sends);
    expect(new Set(bodies).size).toBe(1);
  });

  test('mayReplay is asked about the call as it was made', async () => {
    const mayReplay = vi.fn(() => false);
    const { client } = await world.signedIn({ mayReplay });
    refuseWith(needs('files:write'));
    await client
      .fetch(`${resource}/x`, { ...post, headers: { 'X-Kind': 'draft' } })
      .catch(() => {});
    expect(mayReplay).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ method: 'POST', url: `${resource}/x` }),
    );
  });

  test('a call is sent at most three times: token renewed, scopes granted', async () => {
    const { client } = await world.signedIn();
    refuseWith(invalidToken, needs('files:write'), needs('tasks:write'), needs('mail:send'));
    const call = client.fetch(`${resource}/x`);
    await expect(call).rejects.toMatchObject({ code: 'INSUFFICIENT_SCOPE', outcome: undefined });
    expect(world.apiCalls()).toHaveLength(3);
  });

  test('by another call in the meantime, it is sent again without a question', async () => {
    const prompt = scriptedPrompt();
    const { client } = await world.signedIn({ prompt });
    let answer: () => void = () => {};
    const granted = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const refusals = [needs('files:write')];
    world.server.use(
      http.get(`${resource}/x`, async () => {
        const refusal = refusals.shift();
        if (refusal === undefined) return HttpResponse.json({ ok: true });
        await granted;
        return refusal();
      }),
    );
    const call = client.fetch(`${resource}/x`);
    await eventually(() => expect(world.apiCalls()).toHaveLength(1));
    await client.requestPermission('files:write');
    answer();
    expect((await call).status).toBe(200);
    expect(prompt.shown).toHaveLength(1);
  });
});

describe('what no permission would help', () => {
  test('a 403 for scopes that the token carries: one refresh, then ForbiddenError [P.08]', async () => {
    const prompt = scriptedPrompt();
    const { client } = await world.signedIn({ prompt });
    refuseWith(needs('files:read'), needs('files:read'));
    const call = client.fetch(`${resource}/x`);
    await expect(call).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(world.refreshes()).toHaveLength(1);
    expect(world.apiCalls()).toHaveLength(1);
    expect(prompt.shown).toHaveLength(0);
  });

  test.each([
    ['scopes that the client did not declare', 'admin:all'],
    ['scopes that only in part are declared', 'files:write admin:all'],
    ['scopes that the catalogue lacks', 'evil:scope'],
    ['protocol scopes', 'email'],
  ])('%s: InsufficientScopeError, and nobody is asked', async (_, scope) => {
    const prompt = scriptedPrompt();
    const { client } = await world.signedIn({ prompt });
    refuseWith(needs(scope));
    const call = client.fetch(`${resource}/x`);
    await expect(call).rejects.toMatchObject({ code: 'INSUFFICIENT_SCOPE', outcome: undefined });
    expect(prompt.shown).toHaveLength(0);
  });

  test.each([
    ['a 403 of another kind', () => HttpResponse.json({ error: 'quota' }, { status: 403 })],
    ['503', () => new HttpResponse(null, { status: 503, headers: { 'Retry-After': '3' } })],
    ['404', () => new HttpResponse(null, { status: 404 })],
    ['a challenge that cannot be read', challenge('error="insufficient_scope", scope="x', 403)],
  ])('%s passes through', async (_, refusal) => {
    const { client } = await world.signedIn();
    const expected = refusal();
    refuseWith(refusal);
    expect((await client.fetch(`${resource}/x`)).status).toBe(expected.status);
    expect(world.apiCalls()).toHaveLength(1);
    expect(world.refreshes()).toHaveLength(0);
  });

  test('a network failure passes through', async () => {
    const { client } = await world.signedIn();
    world.switches.offline = 'resource';
    await expect(client.fetch(files)).rejects.toThrow(TypeError);
  });
});

test('an InsufficientScopeError says what is required, granted and missing', async () => {
  const { client } = await world.signedIn();
  world.switches.denies = true;
  const error: unknown = await client.fetch(`${resource}/plans`).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: 'InsufficientScopeError',
    message: 'The call lacks files:write, tasks:write.',
    action: 'plans.make',
    outcome: 'denied',
  });
  const facts = error as { required: unknown; granted: unknown; missing: unknown };
  expect([facts.required, facts.granted, facts.missing].map(String)).toEqual([
    'files:write tasks:write',
    'files:read',
    'files:write tasks:write',
  ]);
});

test('a hidden challenge is read from the body', async () => {
  const { client } = await world.signedIn();
  world.switches.hidesChallenge = true;
  expect((await client.fetch(`${resource}/tasks`)).status).toBe(200);
});

test('an aborted call rejects with its reason and is not sent', async () => {
  const { client } = await world.signedIn();
  const signal = AbortSignal.abort(new Error('changed my mind'));
  await expect(client.fetch(files, { signal })).rejects.toThrow('changed my mind');
  expect(world.apiCalls()).toHaveLength(0);
});

describe('a call that is refused after somebody else has taken over', () => {
  test.each([
    ['after a sign-out', true],
    ['by another sign-in', false],
  ])('is not sent again with their token: %s', async (_, signsOut) => {
    const { client } = await world.signedIn();
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const sentBy: (string | null)[] = [];
    world.server.use(
      http.post(files, async ({ request }) => {
        sentBy.push(request.headers.get('Authorization'));
        await gate;
        return new HttpResponse(null, {
          status: 401,
          headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
        });
      }),
    );
    const call = client.fetch(files, { method: 'POST', body: 'of the first user' });
    await eventually(() => expect(sentBy).toHaveLength(1));
    if (signsOut) await client.signOut({ endSession: false });
    world.switches.user = { sub: 'user-2' };
    await client.signIn({ via: 'popup' });
    expect(client.user?.sub).toBe('user-2');
    open();
    await expect(call).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });
    expect(sentBy).toHaveLength(1);
    expect(client.getSnapshot().status).toBe('signed-in');
  });
});
