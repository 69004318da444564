import { exposedHeaders } from '@stepscope/core';
import type { ServerResponse } from 'node:http';

const NAME = 'Access-Control-Expose-Headers';
const ALL = exposedHeaders.join(', ');

/**
 * Lets scripts of other origins read challenges and retry times, beside what the app's own CORS
 * exposes already. Sets nothing else: whether an origin may read at all stays the app's decision.
 */
export function exposeHeaders(response: ServerResponse): void {
  const present = response.getHeader(NAME);
  response.setHeader(NAME, present === undefined ? ALL : withOurs([present].flat().join(', ')));
}

function withOurs(present: string): string {
  const list = present.toLowerCase().split(',');
  const names = new Set(list.map((name) => name.trim()));
  const missing = exposedHeaders.filter((name) => !names.has(name.toLowerCase()));
  return [...(present === '' ? [] : [present]), ...missing].join(', ');
}
