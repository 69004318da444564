import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const rounds = 9;

setFlagsFromString('--expose-gc');
/** @type {() => void} */
const collectGarbage = runInNewContext('gc');

/**
 * The median processor time of one operation of each candidate, in nanoseconds. All run in every
 * round, in an order shuffled anew, so that what the machine does besides strikes all of them alike;
 * time spent waiting for a processor does not count, and neither does sweeping up after another one.
 * @param {Readonly<Record<string, (times: number) => unknown>>} candidates Each does its operation
 *   `times` times and answers with something that depends on all of them.
 * @param {number} times
 * @returns {Record<string, number>}
 */
export function medians(candidates, times) {
  const names = Object.keys(candidates);
  /** @type {Record<string, number[]>} */
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of shuffled(names)) {
      collectGarbage();
      const before = process.cpuUsage();
      keep(candidates[name]?.(times));
      const { user, system } = process.cpuUsage(before);
      // The first round only warms up.
      if (round >= 0) measured[name]?.push(((user + system) * 1000) / times);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(measured[name] ?? [])]));
}

/** @param {readonly number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** @param {readonly string[]} names */
function shuffled(names) {
  return names
    .map((name) => ({ name, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ name }) => name);
}

/** @type {unknown} */
let kept;

/** Holds a result, so that no compiler may leave out what made it. @param {unknown} result */
function keep(result) {
  kept = result;
  if (kept === medians) throw new Error('A candidate answered with the stopwatch.');
}
