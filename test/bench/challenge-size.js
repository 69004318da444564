import { parseChallenges } from '../../packages/core/dist/index.js';
import { medians } from './medians.js';

/** Headers that make a backtracking parser take quadratic time, or worse. */
const shapes = {
  'quotes that do not end': repeated('Bearer scope="'),
  'many escapes': (/** @type {number} */ length) =>
    `Bearer a="${String.raw`\"\\`.repeat(length / 4)}"`,
  'many challenges': repeated('Bearer scope="a b", realm=c, '),
  'many schemes': repeated('x, '),
  'many parameters': (/** @type {number} */ length) =>
    `Bearer ${Array.from({ length: length / 10 }, (_, index) => `p${index}=c`).join(', ')}`,
  'white space': repeated(' \t '),
  'token68 that is none': repeated('a='),
};

/**
 * Ten times the length takes about ten times the time, and up to three times that where the result is
 * large, for sweeping up; a parser that goes back over what it has read takes a hundred times as long.
 */
const bar = 50;

/** Whether a header that is ten times as long takes about ten times as long to read. */
export async function challengeSize() {
  const rows = [];
  for (const [shape, header] of Object.entries(shapes)) {
    const [short, long] = [header(20_000), header(200_000)];
    const { ours, tenShorter } = await medians(
      {
        ours: (times) => read(long, times),
        // As much work in all, so that garbage and caches cost both alike.
        tenShorter: (times) => read(short, 10 * times),
      },
      10,
      { sweep: true },
    );
    rows.push({
      name: `challenge header of 200 kB: ${shape}`,
      metric: 'ms to read',
      ours: ours / 1e6,
      peers: { '20 kB': tenShorter / 1e7 },
      bars: { '20 kB': bar },
    });
  }
  return rows;
}

/** @param {string} piece */
function repeated(piece) {
  return (/** @type {number} */ length) =>
    `Bearer ${piece.repeat(Math.ceil(length / piece.length))}`;
}

/** @param {string} header @param {number} times */
function read(header, times) {
  let challenges = 0;
  for (let index = 0; index < times; index++) challenges += parseChallenges(header).length;
  return challenges;
}
