import axios, {
  isAxiosError,
  type AxiosError,
  type AxiosInstance,
  type AxiosRequestConfig,
} from 'axios';
import { delay, http, HttpResponse } from 'msw';
import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import { ClientOptionsError, InsufficientScopeError } from '../errors.js';
import { eventually } from '../test-support/eventually.js';
import { createWorld, resource, scriptedPrompt, type TestClient } from '../test-support/world.js';
import { attachAxios } from './attach-axios.js';

const world = createWorld();

async function attached(
  options: Parameters<typeof world.signedIn>[0] = {},
  instance: AxiosInstance = axios.create({ baseURL: resource, adapter: 'fetch' }),
): Promise<{ client: TestClient; instance: AxiosInstance; detach: () => void }> {
  const { client } = await world.signedIn(options);
  return { client, instance, detach: attachAxios(client, instance) };
}

/** Where the objects that `root` leads to hold a token, hidden properties and `Headers` included. */
function tokensIn(root: unknown): string[] {
  const found: string[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown, path: string, depth: number): void => {
    if (typeof value === 'string' && /Bearer ey/.test(value)) found.push(path);
    if (depth === 0 || typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof Request) visit(value.headers, `${path}.headers`, depth);
    if (value instanceof Headers || value instanceof Map) {
      for (const [name, entry] of value) visit(entry, `${path}.get(${String(name)})`, depth - 1);
    }
    for (const key of Reflect.ownKeys(value)) {
      visit(Reflect.get(value, key), `${path}.${String(key)}`, depth - 1);
    }
  };
  visit(root, '', 12);
  return found;
}

describe.each(['fetch', 'http'] as const)('with the %s adapter', (adapter) => {
  const start = (options?: Parameters<typeof world.signedIn>[0]) =>
    attached(options, axios.create({ baseURL: resource, adapter }));

  test('sends the token on calls to the resource only, and data as axios does', async () => {
    const { instance } = await start();
    world.server.use(http.get('https://elsewhere.example/', () => HttpResponse.json({ a: 1 })));
    const response = await instance.get<{ ok: boolean }>('/files');
    expect(response.data).toEqual({ ok: true });
    expect((await instance.get('https://elsewhere.example/')).data).toEqual({ a: 1 });
    const elsewhere = world.sent.find(({ url }) => url.startsWith('https://elsewhere.example'));
    expect(elsewhere?.authorization).toBeNull();
    expect(world.apiCalls()[0]?.authorization).toMatch(/^Bearer ey/);
  });

  test('steps up after a 403 and sends the call again', async () => {
    const { instance } = await start();
    expect((await instance.get('/tasks')).status).toBe(200);
    const params = { method: 'post', url: '/files', data: { name: 'a' } };
    const call = instance.request({ ...params, headers: { 'Idempotency-Key': 'k' } });
    expect((await call).data).toEqual({ name: 'a' });
  });

  test('renews a refused token once and sends the call again', async () => {
    const { instance } = await start();
    const header = { 'WWW-Authenticate': 'Bearer error="invalid_token"' };
    world.server.use(
      http.get(
        `${resource}/files`,
        () => new HttpResponse(null, { status: 401, headers: header }),
        {
          once: true,
        },
      ),
    );
    expect((await instance.get('/files')).status).toBe(200);
    expect(world.refreshes()).toHaveLength(1);
  });

  test('rejects with InsufficientScopeError, the AxiosError as its cause, and no token in either', async () => {
    const { instance } = await start();
    world.switches.denies = true;
    const error: unknown = await instance.get('/plans').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InsufficientScopeError);
    const { cause, missing, action, outcome } = error as InsufficientScopeError;
    expect([missing.toString(), action, outcome]).toEqual([
      'files:write tasks:write',
      'plans.make',
      'denied',
    ]);
    expect(isAxiosError(cause)).toBe(true);
    const { response, config } = cause as AxiosError<{ code: string }>;
    expect(response?.status).toBe(403);
    expect(response?.data.code).toBe('INSUFFICIENT_SCOPE');
    expect(config?.headers.get('Authorization')).toBeUndefined();
    expect(JSON.stringify([cause, response?.config])).not.toMatch(/Bearer ey/);
  });

  test('leaves errors that are not about permissions to axios', async () => {
    const { instance } = await start();
    world.server.use(
      http.get(`${resource}/files`, () => HttpResponse.json({ why: 'x' }, { status: 409 })),
    );
    const error: unknown = await instance.get('/files').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      isAxiosError: true,
      response: { status: 409, data: { why: 'x' } },
    });
    expect((error as AxiosError).config?.headers.get('Authorization')).toBeUndefined();
    const accepted = await instance.get('/files', { validateStatus: () => true });
    expect(accepted).toMatchObject({ status: 409, data: { why: 'x' } });
    expect(accepted.config.headers.get('Authorization')).toBeUndefined();
  });

  test('does not follow a redirect with the token', async () => {
    const { instance } = await start();
    const headers = { Location: 'https://elsewhere.example/' };
    world.server.use(
      http.get(`${resource}/files`, () => new HttpResponse(null, { status: 302, headers })),
    );
    await expect(instance.get('/files')).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' });
    const own = { maxRedirects: 0, validateStatus: () => true };
    expect((await instance.get('/files', own)).status).toBe(302);
    expect(world.sent.some(({ url }) => url.startsWith('https://elsewhere.example'))).toBe(false);
  });

  describe('leaves no token in reach of', () => {
    const answer = async (path: string, config: AxiosRequestConfig = {}): Promise<unknown> => {
      const { instance } = await start();
      world.switches.denies = true;
      const answers = {
        '/broken': () => HttpResponse.error(),
        '/conflict': () => HttpResponse.json({ why: 'x' }, { status: 409 }),
        '/moved': () => new HttpResponse(null, { status: 302, headers: { Location: '/' } }),
        '/large': () => HttpResponse.json({ text: 'x'.repeat(1000) }),
        '/slow': () => delay('infinite'),
      };
      world.server.use(
        ...Object.entries(answers).map(([name, respond]) => http.get(resource + name, respond)),
      );
      const answered: unknown = await instance.get(path, config).catch((thrown: unknown) => thrown);
      expect(world.apiCalls()[0]?.authorization).toMatch(/^Bearer ey/);
      return answered;
    };

    test.each<[string, string, AxiosRequestConfig?]>([
      ['a response', '/files'],
      ['a response with a status that is accepted', '/conflict', { validateStatus: () => true }],
    ])('%s', async (_, path, config) => {
      const response = await answer(path, config);
      expect(response).not.toBeInstanceOf(Error);
      expect(tokensIn(response)).toEqual([]);
    });

    test.each<[string, string, AxiosRequestConfig?]>([
      ['an error about permissions', '/plans'],
      ['an error about something else', '/conflict'],
      ['an error of the network', '/broken'],
      ['a redirect that was refused', '/moved'],
      ['an answer that is too large', '/large', { maxContentLength: 10 }],
      ['a call that took too long', '/slow', { timeout: 50 }],
    ])('%s', async (_, path, config) => {
      const error = await answer(path, config);
      expect(error).toBeInstanceOf(Error);
      expect(tokensIn(error)).toEqual([]);
    });
  });

  test('can be cancelled while the user is asked', async () => {
    const prompt = scriptedPrompt(() => {});
    const { instance } = await start({ prompt });
    const controller = new AbortController();
    const call = instance.get('/tasks', { signal: controller.signal });
    await eventually(() => expect(prompt.shown).toHaveLength(1));
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    expect(prompt.shown[0]?.getState().phase).toBe('settled');
  });
});

test('can be cancelled by a cancel token while the user is asked', async () => {
  const prompt = scriptedPrompt(() => {});
  const { instance } = await attached({ prompt });
  const source = axios.CancelToken.source();
  const call = instance.get('/tasks', { cancelToken: source.token });
  await eventually(() => expect(prompt.shown).toHaveLength(1));
  source.cancel();
  await expect(call).rejects.toMatchObject({ code: 'ERR_CANCELED' });
  expect(prompt.shown[0]?.getState().phase).toBe('settled');
});

test('interceptors run once and see the final answer, not the token', async () => {
  const { instance } = await attached();
  const request = vi.fn((config) => config);
  const response = vi.fn((answer) => answer);
  const failed = vi.fn();
  instance.interceptors.request.use(request);
  instance.interceptors.response.use(response, failed);
  await instance.get('/tasks');
  expect(request).toHaveBeenCalledOnce();
  expect(response).toHaveBeenCalledOnce();
  expect(failed).not.toHaveBeenCalled();
  expect(response.mock.calls[0]?.[0].config.headers.get('Authorization')).toBeUndefined();
});

test('a status that validateStatus accepts is recovered from too', async () => {
  const { instance } = await attached();
  expect((await instance.get('/tasks', { validateStatus: () => true })).status).toBe(200);
});

test('transforms data once', async () => {
  const { instance } = await attached();
  const data = { nested: { text: '"quoted"' } };
  const headers = { 'Idempotency-Key': 'k' };
  const transformResponse = vi.fn((raw: string) => JSON.parse(raw) as unknown);
  const answer = await instance.post('/files', data, { headers, transformResponse });
  expect(answer.data).toEqual(data);
  expect(transformResponse).toHaveBeenCalledOnce();
});

test('refuses to send a body again that has been read', async () => {
  const { instance } = await attached({ mayReplay: () => true });
  const body = new Blob(['x']).stream();
  await expect(instance.post('/files', body)).rejects.toMatchObject({
    code: 'REPLAY_REFUSED',
    reason: 'body',
  });
});

test('leaves calls with credentials of their own alone', async () => {
  const { instance } = await attached();
  const headers = { Authorization: 'Basic b3du' };
  await expect(instance.get('/files', { headers })).rejects.toMatchObject({
    response: { status: 401 },
  });
  expect(world.apiCalls()).toHaveLength(1);
});

test('calls that went without a token keep their request and their own config', async () => {
  const instance = axios.create({ baseURL: resource, adapter: 'fetch' });
  attachAxios(world.client(world.page()), instance);
  world.server.use(http.get(`${resource}/open`, () => HttpResponse.json({ ok: true })));
  const transformResponse = (raw: string): unknown => JSON.parse(raw);
  const { request, config } = await instance.get('/open', { transformResponse });
  expect(request).toBeInstanceOf(Request);
  expect(config.transformResponse).toBe(transformResponse);
});

test('is undone by what it answers', async () => {
  const { instance, detach } = await attached();
  detach();
  await expect(instance.get('/files')).rejects.toMatchObject({ response: { status: 401 } });
  expect(world.apiCalls()[0]?.authorization).toBeNull();
});

test.each([
  ['nothing', undefined],
  ['the module', { default: axios }],
  ['a client', world.client(world.page())],
])('refuses %s in place of an axios instance', (_, instance) => {
  const attaching = (): unknown => attachAxios(world.client(world.page()), instance as never);
  expect(attaching).toThrow(ClientOptionsError);
  expect(attaching).toThrow('no axios instance: pass axios, or what axios.create() returns.');
});

test('takes clients of createClient only', () => {
  // @ts-expect-error Not a client.
  expect(() => attachAxios({}, axios.create())).toThrow(TypeError);
  expectTypeOf(attachAxios).returns.toEqualTypeOf<() => void>();
});
