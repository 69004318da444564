import { parseChallenges } from '../../packages/core/dist/index.js';
import { medians } from './medians.js';

/** Headers that make a backtracking parser take quadratic time, or worse. */
const shapes = {
  'quotes that do not end': 'Bearer scope="',
  'many escapes': String.raw`a="\"\\\"", `,
  'many challenges': 'Bearer scope="a b", realm=c, ',
  'many parameters': 'x, ',
  'white space': ' \t ',
  'token68 that is none': 'a=',
};

/** Whether a header that is ten times as long takes about ten times as long to read. */
export function challengeSize() {
  return Object.entries(shapes).map(([shape, piece]) => {
    const header = (/** @type {number} */ length) =>
      `Bearer ${piece.repeat(Math.ceil(length / piece.length))}`;
    const [short, long] = [header(20_000), header(200_000)];
    const { ours, shorter } = medians(
      {
        ours: (times) => read(long, times),
        shorter: (times) => read(short, times),
      },
      10,
    );
    return {
      name: `challenge header of 200 kB: ${shape}`,
      metric: 'ms to read',
      ours: ours / 1e6,
      peers: { '20 kB': shorter / 1e6 },
      bars: { '20 kB': 15 },
    };
  });
}

/** @param {string} header @param {number} times */
function read(header, times) {
  let challenges = 0;
  for (let index = 0; index < times; index++) challenges += parseChallenges(header).length;
  return challenges;
}
