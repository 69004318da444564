import type { Denial } from '@stepscope/core';
import type { ServerResponse } from 'node:http';

/** Answers with a denial, exactly as `@stepscope/core` has built it. */
export function sendDenial(response: ServerResponse, { status, headers, body }: Denial): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(JSON.stringify(body));
}
