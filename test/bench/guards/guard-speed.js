import { verifySignature } from '@stepscope/resource-server/node-crypto';
import { startTestIssuer } from '@stepscope/testing';
import { measure, median } from '../medians.js';
import { expressChain } from './express-chain.js';
import { guards } from './peers.js';
import { AUDIENCE, mintHeaders, WARM_TOKENS } from './tokens.js';

const ROUNDS = 25;

/** Those that take microseconds, not hundreds of them, when they know the token. */
const fast = new Set(['ours', 'no-op', 'fast-jwt-cache']);

/**
 * What it takes to guard one route beyond an Express route whose guard does nothing: with 200 tokens
 * that come again and again (warm), and with a new token in every request (cold). All calls pass.
 * @param {'RS256' | 'ES256'} algorithm
 */
export async function guardSpeed(algorithm) {
  const issuer = await startTestIssuer({ algorithms: [algorithm], audience: AUDIENCE });
  const { issuer: identifier, jwksUri } = issuer;
  const setting = { issuer: identifier, jwksUri, audience: AUDIENCE, algorithm };
  try {
    return [await warm(issuer, setting), ...(await cold(issuer, setting))];
  } finally {
    await issuer.close();
  }
}

async function warm(issuer, setting) {
  const headers = await mintHeaders(issuer, WARM_TOKENS);
  const chains = await chainsFor(setting);
  // Until each has been compiled for speed.
  for (const name of fast) await callAll(chains[name], headers, 100 * WARM_TOKENS);
  const measured = await measure(
    mapValues(chains, (chain, name) => ({
      run: (times) => callAll(chain, headers, times),
      times: fast.has(name) ? 10 * WARM_TOKENS : WARM_TOKENS,
    })),
    { rounds: ROUNDS },
  );
  return rowOf(`warm ${setting.algorithm} 200`, measured, {
    'fast-jwt-cache': 1 / 2,
    'express-oauth2-jwt-bearer': 1 / 30,
  });
}

async function cold(issuer, setting) {
  // More of them, for what a thread takes to wake another varies by more than what is measured.
  const rounds = 60;
  const perRound = 100;
  const untilCompiled = await mintHeaders(issuer, 3000);
  const headers = await mintHeaders(issuer, perRound * (rounds + 1));
  const chains = {
    ...(await chainsFor(setting)),
    'ours with node:crypto': expressChain(await guards.ours(setting, { verifySignature })),
  };
  for (const chain of Object.values(chains)) await callAll(chain, untilCompiled);
  const measured = await measure(
    mapValues(chains, (chain) => {
      let used = 0;
      return {
        run(times) {
          const from = used;
          used += times;
          return callAll(chain, headers.slice(from, used));
        },
        times: perRound,
      };
    }),
    { rounds },
  );
  const { 'ours with node:crypto': optIn, ...usual } = measured;
  const bearer = measured['express-oauth2-jwt-bearer'];
  return [
    rowOf(`cold ${setting.algorithm}`, usual, { 'express-oauth2-jwt-bearer': 1 }),
    rowOf(
      `cold ${setting.algorithm} with verifySignature`,
      {
        'no-op': measured['no-op'],
        ours: optIn,
        'ours without it': measured.ours,
        'express-oauth2-jwt-bearer': bearer,
      },
      { 'express-oauth2-jwt-bearer': 1 },
    ),
  ];
}

async function chainsFor(setting) {
  const chains = { 'no-op': expressChain([(_req, _res, next) => next()]) };
  for (const [name, guard] of Object.entries(guards)) {
    chains[name] = expressChain(await guard(setting));
  }
  return chains;
}

/** Every header is a string made anew, as a server makes it: none brings a hash along. */
async function callAll(chain, headers, times = headers.length) {
  for (let index = 0; index < times; index++) {
    const status = await chain(headers[index % headers.length].latin1Slice());
    if (status !== 200) throw new Error(`A guard answered ${status}, not 200.`);
  }
}

/** Medians of what the rounds took beyond the guard that does nothing, in microseconds. */
function rowOf(name, { 'no-op': base, ...measured }, bars) {
  const { ours, ...peers } = mapValues(
    measured,
    (values) => median(values.map((value, round) => value - base[round])) / 1000,
  );
  return { name, metric: 'µs per request', ours, peers, bars };
}

function mapValues(object, change) {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, change(value, name)]),
  );
}
