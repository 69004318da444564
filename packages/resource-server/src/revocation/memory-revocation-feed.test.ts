import { expect, test } from 'vitest';
import { InvalidOptionError } from '../resource-server-error.js';
import { memoryRevocationFeed } from './memory-revocation-feed.js';

test.each<[string, unknown]>([
  ['options is not an object: pass { retentionSeconds }, or nothing.', null],
  ['options is not an object', 86_400],
  ['Did you mean "retentionSeconds"?', { retention: 60 }],
  ['retentionSeconds is not a positive number of seconds.', { retentionSeconds: '60' }],
  ['retentionSeconds', { retentionSeconds: 0 }],
  ['now is not a function.', { now: 5 }],
])('refuses at construction: %s', (message, options) => {
  const make = (): unknown => memoryRevocationFeed(options as object);
  expect(make).toThrow(InvalidOptionError);
  expect(make).toThrow(message);
});
