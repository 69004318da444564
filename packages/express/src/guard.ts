import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Express middleware that lets a request pass or answers it. Typed on the request and response of
 * `node:http`, so that Express goes on inferring `req.params` of the handlers beside it.
 */
export type Guard<R extends IncomingMessage = IncomingMessage> = (
  req: R,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void;
