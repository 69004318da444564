// `npm run bench`: how fast the built packages are, beside others and beside themselves at another size,
// in one run. Lower is better; a ratio is ours divided by theirs. With `-- --json` it prints the rows.
import process from 'node:process';
import { catalogueSize } from './catalogue-size.js';
import { challengeSize } from './challenge-size.js';
import { guardSpeed } from './guards/guard-speed.js';
import { throughput } from './guards/throughput.js';
import { heldScopes } from './held-scopes.js';

const all = [
  ...(await heldScopes()),
  ...(await catalogueSize()),
  ...(await challengeSize()),
  ...(await guardSpeed('RS256')),
  ...(await guardSpeed('ES256')),
  ...(await throughput()),
];
const measured = all.map(({ name, metric, ours, peers, bars }) => {
  const ratios = Object.entries(peers).map(([peer, theirs]) => [peer, ours / theirs]);
  return { name, metric, ours, peers, bars, ratio: Object.fromEntries(ratios) };
});

if (process.argv.includes('--json')) {
  const rows = measured.map(({ name, metric, ours, peers, ratio }) => ({
    name,
    metric,
    ours,
    peers,
    ratio,
  }));
  process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
} else {
  const lines = [['what', 'metric', 'ours', 'beside', 'theirs', 'ratio', 'at most', '']];
  for (const { name, metric, ours, peers, ratio, bars } of measured) {
    for (const [peer, theirs] of Object.entries(peers)) {
      const bar = bars[peer];
      const ok = bar === undefined ? '' : ratio[peer] <= bar ? 'ok' : 'MISSED';
      const figures = [ours, peer, theirs, ratio[peer], bar ?? ''].map(format);
      lines.push([name, metric, ...figures, ok]);
    }
  }
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) {
    const cells = line.map((cell, column) => cell.padEnd(widths[column]));
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
}

const missed = measured.some(({ ratio, bars }) =>
  Object.entries(bars).some(([peer, bar]) => !(ratio[peer] <= bar)),
);
if (missed) process.exitCode = 1;

/** @param {number | string} figure */
function format(figure) {
  return typeof figure === 'string' ? figure : figure.toPrecision(3);
}
