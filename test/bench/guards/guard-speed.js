import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mapValues } from '../map-values.js';
import { median } from '../medians.js';

const execFileAsync = promisify(execFile);
const program = fileURLToPath(new URL('measure-guards.js', import.meta.url));

/** What a process compiles when, and where its heap lies, makes more of a difference than rounds do. */
const COLD_PROCESSES = 3;

/**
 * What it takes to guard one route beyond an Express route whose guard does nothing: with 200 tokens
 * that come again and again (warm), and with a new token in every request (cold). All calls pass. Each
 * is measured in a process that has done nothing else, as servers have.
 * @param {'RS256' | 'ES256'} algorithm
 */
export async function guardSpeed(algorithm) {
  const warm = await measuredAlone('warm', algorithm);
  const cold = [];
  for (let count = 0; count < COLD_PROCESSES; count++) {
    cold.push(await measuredAlone('cold', algorithm));
  }
  const { 'ours with node:crypto': optIn, ...usual } = mapValues(cold[0], (_, name) =>
    cold.flatMap((rounds) => rounds[name]),
  );
  return [
    rowOf(`warm ${algorithm} 200`, warm, {
      'fast-jwt-cache': 1 / 2,
      'express-oauth2-jwt-bearer': 1 / 30,
    }),
    rowOf(`cold ${algorithm}`, usual, { 'express-oauth2-jwt-bearer': 1 }),
    rowOf(
      `cold ${algorithm} with verifySignature`,
      {
        'no-op': usual['no-op'],
        ours: optIn,
        'ours without it': usual.ours,
        'express-oauth2-jwt-bearer': usual['express-oauth2-jwt-bearer'],
      },
      { 'ours without it': 1 / 1.7, 'express-oauth2-jwt-bearer': 1 },
    ),
  ];
}

/** What every round took with each guard, in nanoseconds. */
async function measuredAlone(kind, algorithm) {
  const { stdout } = await execFileAsync(process.execPath, [program, kind, algorithm]);
  return JSON.parse(stdout);
}

/** Medians of what the rounds took beyond the guard that does nothing, in microseconds. */
function rowOf(name, { 'no-op': base, ...measured }, bars) {
  const { ours, ...peers } = mapValues(
    measured,
    (values) => median(values.map((value, round) => value - base[round])) / 1000,
  );
  return { name, metric: 'µs per request', ours, peers, bars };
}
