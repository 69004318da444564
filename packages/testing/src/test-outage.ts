import { unknownName } from '@stepscope/core';
import type { ServerResponse } from 'node:http';

/**
 * A way in which an issuer fails.
 *
 * - `refuse`: its port refuses connections.
 * - `server-error`: it answers 500.
 * - `html`, `malformed`: it answers 200 with an HTML page, or with truncated JSON.
 * - `huge`: the right document with 10 MB more in it.
 * - `many-keys`: 10 000 keys beside its own, some 270 KB; everything else is right.
 * - `redirect`: every answer is a redirect to a place that has the right document.
 * - `slow`: right answers, each after `release()` or `recover()`.
 * - `hang`: it never answers; `stall`: it begins an answer and never ends it.
 * - `other-issuer`: its metadata names another issuer.
 */
export type Outage = (typeof outages)[number];

const outages = [
  'refuse',
  'server-error',
  'html',
  'malformed',
  'huge',
  'many-keys',
  'redirect',
  'slow',
  'hang',
  'stall',
  'other-issuer',
] as const;

/** @throws {TypeError} for an outage that is not there, naming the nearest one. */
export function assertOutage(outage: Outage): void {
  if (!outages.includes(outage)) throw new TypeError(unknownName('outage', outage, outages));
}

/** Where `redirect` leads: the same path below this one. */
export const REDIRECTED = '/redirected';

/** Answers as `outage` says; false where the outage leaves the response to the server. */
export function answerOutage(
  outage: Outage | undefined,
  url: string,
  response: ServerResponse,
): boolean {
  switch (outage) {
    case undefined:
    case 'refuse':
    case 'huge':
    case 'many-keys':
    case 'slow':
    case 'other-issuer':
      return false;
    case 'hang':
      return true;
    case 'stall':
      response
        .writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 1024 })
        .write('{"keys":[');
      return true;
    case 'redirect':
      if (url.startsWith(REDIRECTED)) return false;
      response.writeHead(302, { Location: `${REDIRECTED}${url}` }).end();
      return true;
    case 'server-error':
      response.writeHead(500, { 'Content-Type': 'text/plain' }).end('Internal Server Error');
      return true;
    case 'html':
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><p>Sign in</p>');
      return true;
    case 'malformed':
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"keys":[');
      return true;
  }
}

/** What an outage adds to a document that is otherwise right. */
export function burden(outage: Outage | undefined, document: object): object {
  if (outage === 'huge') return { ...document, padding: 'x'.repeat(10 * 1024 * 1024) };
  if (outage === 'many-keys' && 'keys' in document) {
    const more = Array.from({ length: 10_000 }, (_, index) => ({ kty: 'EC', kid: `${index}` }));
    return { ...document, keys: [...(document.keys as object[]), ...more] };
  }
  return document;
}
