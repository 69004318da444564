import { unknownName } from '@stepscope/core';
import type { ServerResponse } from 'node:http';

/**
 * A way in which an issuer fails: its port refuses connections; it answers 500, or 200 with an HTML
 * page, with truncated JSON, or with the right document and 2 MiB more in it; it never answers; its
 * metadata names another issuer.
 */
export type Outage = (typeof outages)[number];

const outages = [
  'refuse',
  'server-error',
  'html',
  'malformed',
  'huge',
  'hang',
  'other-issuer',
] as const;

/** @throws {TypeError} for an outage that is not there, naming the nearest one. */
export function assertOutage(outage: Outage): void {
  if (!outages.includes(outage)) throw new TypeError(unknownName('outage', outage, outages));
}

/** Answers as `outage` says; false where the outage leaves the response to the server. */
export function answerOutage(outage: Outage | undefined, response: ServerResponse): boolean {
  switch (outage) {
    case undefined:
    case 'refuse':
    case 'huge':
    case 'other-issuer':
      return false;
    case 'hang':
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
