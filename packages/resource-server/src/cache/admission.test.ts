import { describe, expect, test } from 'vitest';
import { Admission } from './admission.js';

let tokens = 0;
const newToken = (): string => `token-${++tokens}`;

/** How many of `count` tokens that never came before are admitted. */
function admitted(admission: Admission, count: number): number {
  return Array.from({ length: count }, newToken).filter((token) => admission.admits(token)).length;
}

/** One that has seen 256 tokens, none of them twice. */
function picky(): Admission {
  const admission = new Admission(10_000);
  admitted(admission, 256);
  return admission;
}

describe('a token is admitted', () => {
  test('at once among the first, for nobody knows whether they come again', () => {
    expect(admitted(new Admission(10_000), 256)).toBe(256);
  });

  test('at its second coming where nearly none comes again', () => {
    const admission = picky();
    expect(admission.admits('a')).toBe(false);
    expect(admitted(admission, 5000)).toBe(0);
    expect(admission.admits('a')).toBe(true);
  });

  test('at once as long as one request in sixteen brings one that is remembered', () => {
    const admission = new Admission(10_000);
    for (let window = 0; window < 10; window++) {
      for (let hit = 0; hit < 16; hit++) admission.hit();
      expect(admitted(admission, 256)).toBe(256);
    }
  });

  test('at its second coming although tokens came again long before', () => {
    const admission = new Admission(10_000);
    for (let hit = 0; hit < 1000; hit++) admission.hit();
    admitted(admission, 512);
    expect(admitted(admission, 100)).toBe(0);
  });

  test.each([
    ['are remembered', (admission: Admission) => admission.hit()],
    ['have come once', (admission: Admission) => void admission.admits('again')],
  ])('at once again when tokens come again that %s', (_, comes) => {
    const admission = picky();
    admission.admits('again');
    for (let time = 0; time < 16; time++) comes(admission);
    admitted(admission, 255);
    expect(admitted(admission, 200)).toBeGreaterThan(180);
  });
});

test('a token that came long ago is not known again, so that the marks take no more room', () => {
  const admission = new Admission(10);
  admitted(admission, 256);
  expect(admission.admits('old')).toBe(false);
  admitted(admission, 4000);
  expect(admission.admits('old')).toBe(false);
});
