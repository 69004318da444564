import { exposedHeaders } from '@stepscope/core';
import type { ServerResponse } from 'node:http';

const NAME = 'Access-Control-Expose-Headers';

/**
 * Lets scripts of other origins read challenges and retry times, beside what the app's own CORS
 * exposes already. Sets nothing else: whether an origin may read at all stays the app's decision.
 */
export function exposeHeaders(response: ServerResponse): void {
  const present = [response.getHeader(NAME) ?? []].flat().join(', ');
  const names = present.toLowerCase().split(/\s*,\s*/);
  const missing = exposedHeaders.filter((name) => !names.includes(name.toLowerCase()));
  if (missing.length === 0) return;
  response.setHeader(NAME, [...(present === '' ? [] : [present]), ...missing].join(', '));
}
