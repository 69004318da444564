import express, { type RequestHandler } from 'express';

/** Reads a JSON body of at most 1 MiB. Stands behind the guard, so that nobody uploads unasked. */
export const jsonBody: RequestHandler = express.json({ limit: '1mb' });

/** Reads a body of any type as bytes, at most 2 MiB. */
export const bytesBody: RequestHandler = express.raw({ limit: '2mb', type: () => true });
