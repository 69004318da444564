import type { ResourceServer } from '@stepscope/resource-server';
import type { Guard } from './guard.js';

/**
 * Middleware that answers GET and HEAD for the metadata document of RFC 9728 and passes on everything
 * else. The document depends on the options alone, never on the `Host` of a request.
 */
export function serveMetadata({ url, document }: ResourceServer['metadata']): Guard {
  const { pathname } = new URL(url);
  const body = JSON.stringify(document);
  return (req, res, next) => {
    const requested = (req as { originalUrl?: string }).originalUrl ?? req.url ?? '';
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    if (!isRead || requested.split('?', 1)[0] !== pathname) {
      next();
      return;
    }
    res.statusCode = 200;
    res.setHeader('Content-Type', 'application/json');
    res.end(body);
  };
}
