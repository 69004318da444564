import { expect, test } from 'vitest';
import { thumbprintOf } from './thumbprint-of.js';

test.each<[unknown, string | undefined]>([
  [{ jkt: 'thumb' }, 'thumb'],
  [{ jkt: 'thumb', other: 'x' }, 'thumb'],
  [{ jkt: 'thumb', 'x5t#S256': 'certificate' }, undefined],
  [{ jkt: 'thumb', 'x5t#S256': null }, undefined],
  [{ 'x5t#S256': 'certificate' }, undefined],
  [{ jkt: '' }, undefined],
  [{ jkt: 7 }, undefined],
  ['thumb', undefined],
  [['thumb'], undefined],
  [null, undefined],
  [undefined, undefined],
])('%j binds to %s', (cnf, thumbprint) => {
  expect(thumbprintOf(cnf)).toBe(thumbprint);
});
