import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { IssuerUnavailableError } from '../resource-server-error.js';
import { fetchJson } from './fetch-json.js';

const url = 'https://login.example/introspect';

function errorFor(response: Response): Promise<IssuerUnavailableError> {
  return errorOf(url, () => Promise.resolve(response));
}

async function errorOf(
  address: string,
  fetch: typeof globalThis.fetch,
): Promise<IssuerUnavailableError> {
  const fetched = fetchJson(address, { fetch, signal: AbortSignal.timeout(10_000) });
  const error: unknown = await fetched.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof IssuerUnavailableError)) throw new Error('It did not fail.');
  return error;
}

function expectNothingOf(secret: string, error: Error): void {
  const told = [error.message, error.stack, JSON.stringify(error), inspect(error, { depth: 9 })];
  for (const text of told) expect(text).not.toContain(secret);
}

test.each<[string, string | Uint8Array<ArrayBuffer>, number]>([
  ['no JSON', 's3cret', 200],
  ['JSON that breaks off', '{"sub":"s3cret', 200],
  ['JSON with more behind it', '{} s3cret', 200],
  ['a list', '["s3cret"]', 200],
  ['a text', '"s3cret"', 200],
  ['no UTF-8', new Uint8Array([...new TextEncoder().encode('"s3cret'), 0xff]), 200],
  ['an error', '{"error":"s3cret"}', 400],
])('tells nothing of a body that is %s', async (_, body, status) => {
  const error = await errorFor(new Response(body, { status }));
  expect(error.message).toContain(url);
  expectNothingOf('s3cret', error);
});

test('tells nothing of a body that is broken on its way', async () => {
  const server = createServer((socket) => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    socket.once('data', () => socket.end(`${head}no length {"sub":"s3cret"}`));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const error = await errorOf(`http://127.0.0.1:${port}/`, globalThis.fetch);
    // Its code comes along or not: the parser and the end of the connection race.
    expect(error.message).toContain('terminated');
    expectNothingOf('s3cret', error);
  } finally {
    server.close();
  }
});

test('says that a body is not JSON', async () => {
  const { message } = await errorFor(new Response('s3cret'));
  expect(message).toBe(`Could not fetch ${url}: The body is not JSON.`);
});
