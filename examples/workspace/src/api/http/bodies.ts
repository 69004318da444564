import type { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';

/** Typed on `node:http`, so that Express goes on inferring `req.params`. */
type BodyParser = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** Reads a JSON body of at most 1 MiB. Stands behind the guard, so that nobody uploads unasked. */
export const jsonBody: BodyParser = express.json({ limit: '1mb' });

/** Reads a body of any type as bytes, at most 2 MiB. */
export const bytesBody: BodyParser = express.raw({ limit: '2mb', type: () => true });
