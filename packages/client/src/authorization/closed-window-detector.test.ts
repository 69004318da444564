import { expect, test } from 'vitest';
import { closedWindowDetector } from './closed-window-detector.js';

/** The time, counted from the closing, at which a window is said to be closed. */
function hintAfter(openMs: number, untilMs = 60_000): number | undefined {
  const detect = closedWindowDetector(500);
  for (let time = 0; time < openMs; time += 500) expect(detect(false)).toBe(false);
  for (let time = 500; time <= untilMs; time += 500) if (detect(true)) return time;
  return undefined;
}

test.each([
  ['looked closed from the start', 0, 30_500],
  ['looked closed as its page loaded', 2500, 30_500],
  ['was open for a while', 3000, 1500],
  ['was open for long', 60_000, 1500],
])('a window that %s is reported after %d ms open and %d ms closed', (_, openMs, expected) => {
  expect(hintAfter(openMs)).toBe(expected);
});

test('a window that is open again is not reported', () => {
  const detect = closedWindowDetector(500);
  for (let poll = 0; poll < 10; poll++) detect(false);
  detect(true);
  detect(true);
  expect(detect(false)).toBe(false);
  expect(detect(true)).toBe(false);
});
