import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Guard } from './guard.js';

/** A document that is published, and its URL. */
export interface PublishedDocument {
  readonly url: string;
  readonly document: object;
}

interface Body {
  readonly text: string;
  readonly etag: string;
}

/**
 * Middleware that answers GET and HEAD for published documents and passes on everything else. They
 * depend on the options alone, never on the `Host` of a request. Any origin may read them, for clients
 * do that before they have a token; caches keep them for five minutes, then ask whether they changed.
 */
export function serveMetadata(documents: readonly PublishedDocument[]): Guard {
  const bodies = new Map(
    documents.map(({ url, document }) => [new URL(url).pathname, bodyOf(document)]),
  );
  return (req, res, next) => {
    const { originalUrl = req.url ?? '' } = req as { originalUrl?: string };
    const body = bodies.get(originalUrl.split('?', 1)[0] ?? '');
    if (body === undefined || (req.method !== 'GET' && req.method !== 'HEAD')) next();
    else send(body, req, res);
  };
}

function bodyOf(document: object): Body {
  const text = JSON.stringify(document);
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` };
}

function send({ text, etag }: Body, req: IncomingMessage, res: ServerResponse): void {
  const fresh = isKnown(etag, req.headers['if-none-match']);
  res.statusCode = fresh ? 304 : 200;
  res.setHeader('Cache-Control', 'public, max-age=300');
  res.setHeader('ETag', etag);
  // What the app's own CORS has said stays.
  if (!res.hasHeader('Access-Control-Allow-Origin')) {
    res.setHeader('Access-Control-Allow-Origin', '*');
  }
  if (fresh) {
    res.end();
    return;
  }
  res.setHeader('Content-Type', 'application/json');
  res.end(text);
}

/** RFC 9110 §13.1.2: by weak comparison, since proxies that compress weaken what they pass on. */
function isKnown(etag: string, ifNoneMatch = ''): boolean {
  return ifNoneMatch
    .split(',')
    .map((known) => known.trim())
    .some((known) => known === '*' || known.replace(/^W\//, '') === etag);
}
