import { expect, test } from 'vitest';
import { Timeline, timeOfDay } from './timeline.js';

const described = (title: string) => ({ title, detail: '', scopes: [], tone: 'plain' as const });

test('the newest entry comes first, with the time and whether it was simulated', () => {
  let now = 1000;
  const timeline = new Timeline(() => now);
  timeline.add(described('Refresh'));
  now = 2000;
  timeline.add(described('Revoked'), { simulated: true });
  expect(timeline.entries).toEqual([
    { ...described('Revoked'), at: 2000, simulated: true },
    { ...described('Refresh'), at: 1000, simulated: false },
  ]);
});

test('a hundred entries are kept, and no more', () => {
  const timeline = new Timeline(Date.now);
  for (let n = 1; n <= 150; n++) timeline.add(described(String(n)));
  expect(timeline.entries).toHaveLength(100);
  expect(timeline.entries.at(-1)?.title).toBe('51');
});

test('a time of day has seconds, and is the local one', () => {
  expect(timeOfDay(new Date(2026, 0, 2, 3, 4, 5).getTime())).toBe('03:04:05');
});
