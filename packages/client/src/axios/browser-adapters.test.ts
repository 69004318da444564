// @vitest-environment happy-dom
// @vitest-environment-options { "settings": { "fetch": { "disableSameOriginPolicy": true } } }
import axios, { type AxiosAdapter, type AxiosProgressEvent } from 'axios';
import { http, HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { eventually } from '../test-support/eventually.js';
import { createWorld, resource, scriptedPrompt } from '../test-support/world.js';
import { attachAxios } from './attach-axios.js';

const world = createWorld();
const elsewhere = 'https://elsewhere.example/stolen';
const madeXhr = vi.fn();

// After the world's own: msw has put its own class in place by then.
beforeAll(() => {
  vi.stubGlobal(
    'XMLHttpRequest',
    new Proxy(XMLHttpRequest, {
      construct(target) {
        madeXhr();
        return new target();
      },
    }),
  );
});
afterEach(() => madeXhr.mockClear());
afterAll(() => vi.unstubAllGlobals());

/** An instance with the adapters that axios has in a browser. */
async function attached(options: Parameters<typeof world.signedIn>[0] = {}) {
  const { client } = await world.signedIn({ mayReplay: () => true, ...options });
  const instance = axios.create({ baseURL: resource, adapter: ['xhr', 'fetch'] });
  attachAxios(client, instance);
  return { client, instance };
}

describe('in a browser', () => {
  test('a call with the token takes fetch, others what they took before', async () => {
    const { instance } = await attached();
    world.server.use(http.get('https://elsewhere.example/', () => HttpResponse.json({})));
    expect((await instance.get('/files')).status).toBe(200);
    expect(madeXhr).not.toHaveBeenCalled();
    await instance.get('https://elsewhere.example/');
    expect(madeXhr).toHaveBeenCalledOnce();
  });

  test('a call whose progress is asked for takes XMLHttpRequest, also after a step-up', async () => {
    const { instance } = await attached();
    const onUploadProgress = vi.fn<(event: AxiosProgressEvent) => void>();
    const data = 'x'.repeat(10_000);
    const headers = { 'Content-Type': 'text/plain' };
    const answer = await instance.post('/files', data, { headers, onUploadProgress });
    expect(answer.data).toBe(data);
    expect(madeXhr).toHaveBeenCalledTimes(2);
    expect(answer).not.toHaveProperty('request');
  });

  test('a cancelled upload leaves no question behind', async () => {
    const prompt = scriptedPrompt(() => {});
    const { instance } = await attached({ prompt });
    const controller = new AbortController();
    const upload = instance.post('/files', 'x', {
      onUploadProgress: () => {},
      signal: controller.signal,
    });
    await eventually(() => expect(prompt.shown).toHaveLength(1));
    controller.abort();
    await expect(upload).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    expect(prompt.shown[0]?.getState().phase).toBe('settled');
  });

  test('an adapter of the application’s own is left in place', async () => {
    const { client } = await world.signedIn();
    const own = vi.fn<AxiosAdapter>(async (config) => ({
      data: 'own',
      status: 200,
      statusText: 'OK',
      headers: {},
      config,
    }));
    const instance = axios.create({ baseURL: resource, adapter: own });
    attachAxios(client, instance);
    expect((await instance.get('/files')).data).toBe('own');
    expect(own.mock.calls[0]?.[0].headers.get('Authorization')).toMatch(/^Bearer ey/);
    expect(own.mock.calls[0]?.[0]).toMatchObject({
      maxRedirects: 0,
      fetchOptions: { redirect: 'manual' },
    });
  });
});

describe('a redirect', () => {
  const answering = async (answer: object) => {
    const { client } = await world.signedIn();
    const adapter: AxiosAdapter = async (config) => ({
      data: '',
      status: 200,
      statusText: '',
      headers: {},
      config,
      ...answer,
    });
    const instance = axios.create({ baseURL: resource, adapter });
    attachAxios(client, instance);
    return instance;
  };

  test('that fetch hides behind status 0 is refused, whatever the call allows', async () => {
    const instance = await answering({ status: 0 });
    await expect(instance.get('/files')).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' });
    const allowed = instance.get('/files', { maxRedirects: 0, validateStatus: () => true });
    await expect(allowed).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' });
  });

  test('that XMLHttpRequest has followed is refused afterwards', async () => {
    const instance = await answering({ request: { responseURL: elsewhere } });
    await expect(instance.get('/files')).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' });
  });

  test('is none where XMLHttpRequest ended where it began', async () => {
    const instance = await answering({ request: { responseURL: `${resource}/files?a=1` } });
    expect((await instance.get('/files#top', { params: { a: 1 } })).status).toBe(200);
  });
});
