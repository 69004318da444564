import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { mapValues } from './map-values.js';

/**
 * @typedef {object} Candidate
 * @property {(times: number) => unknown} run Does its operation `times` times, and answers with
 *   something, or a promise of something, that depends on all of them.
 * @property {number} times
 */

setFlagsFromString('--expose-gc');
/** @type {() => void} */
const collectGarbage = runInNewContext('gc');

/**
 * The processor time of one operation of each candidate in every round, in nanoseconds. All run in
 * every round, in an order shuffled anew, so that what the machine does besides strikes all of them
 * alike; time spent waiting for a processor does not count.
 * @param {Readonly<Record<string, Candidate>>} candidates
 * @param {object} [options]
 * @param {number} [options.rounds]
 * @param {boolean} [options.sweep] Collects garbage before each, for candidates that make very much of
 *   it. Not for short operations: compiled code goes as well.
 * @returns {Promise<Record<string, number[]>>}
 */
export async function measure(candidates, { rounds = 9, sweep = false } = {}) {
  const names = Object.keys(candidates);
  /** @type {Record<string, number[]>} */
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of shuffled(names)) {
      const { run, times } = candidates[name];
      if (sweep) collectGarbage();
      const before = process.cpuUsage();
      keep(await run(times));
      const { user, system } = process.cpuUsage(before);
      // The first round only warms up.
      if (round >= 0) measured[name]?.push(((user + system) * 1000) / times);
    }
  }
  return measured;
}

/**
 * The median of each candidate.
 * @param {Readonly<Record<string, (times: number) => unknown>>} candidates
 * @param {number} times
 * @param {{ sweep?: boolean }} [options]
 * @returns {Promise<Record<string, number>>}
 */
export async function medians(candidates, times, options) {
  const measured = await measure(
    mapValues(candidates, (run) => ({ run, times })),
    options,
  );
  return mapValues(measured, median);
}

/** @param {readonly number[]} values */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** @param {readonly string[]} names */
export function shuffled(names) {
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
  if (kept === measure) throw new Error('A candidate answered with the stopwatch.');
}
