import { expect, test } from 'vitest';
import { needIn } from './authentication-need.js';

test('options are a need where they name one, and are refused where no request could carry them', () => {
  expect(needIn({})).toBeUndefined();
  expect(needIn({ acrValues: [] })).toBeUndefined();
  expect(needIn({ maxAgeSeconds: 0 })).toEqual({ acrValues: [], maxAgeSeconds: 0 });
  expect(() => needIn({ acrValues: ['a b'] })).toThrow(TypeError);
  expect(() => needIn({ maxAgeSeconds: -1 })).toThrow('maxAgeSeconds is no whole number');
});
