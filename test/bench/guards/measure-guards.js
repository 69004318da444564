// A process that measures all guards, for guard-speed.js: `warm` or `cold`, with an algorithm. Prints what
// every round took with each of them.
import { verifySignature } from '@stepscope/resource-server/node-crypto';
import { startTestIssuer } from '@stepscope/testing';
import process from 'node:process';
import { mapValues } from '../map-values.js';
import { measure } from '../medians.js';
import { expressChain } from './express-chain.js';
import { guards } from './peers.js';
import { AUDIENCE, mintHeaders, WARM_TOKENS } from './tokens.js';

/** Those that take microseconds, not hundreds of them, when they know the token. */
const fast = new Set(['ours', 'no-op', 'fast-jwt-cache']);

const [kind, algorithm] = process.argv.slice(2);
const issuer = await startTestIssuer({ algorithms: [algorithm], audience: AUDIENCE });
const setting = { issuer: issuer.issuer, jwksUri: issuer.jwksUri, audience: AUDIENCE, algorithm };
process.stdout.write(JSON.stringify(await (kind === 'warm' ? warm() : cold())));
await issuer.close();

async function warm() {
  const headers = await mintHeaders(issuer, WARM_TOKENS);
  const chains = await usualChains();
  // Until each has been compiled for speed.
  for (const name of fast) await callAll(chains[name], headers, 100 * WARM_TOKENS);
  return measure(
    mapValues(chains, (chain, name) => ({
      run: (times) => callAll(chain, headers, times),
      times: fast.has(name) ? 50 * WARM_TOKENS : WARM_TOKENS,
    })),
    { rounds: 25 },
  );
}

async function cold() {
  const rounds = 25;
  const perRound = 200;
  const untilCompiled = await mintHeaders(issuer, 3000);
  const headers = await mintHeaders(issuer, perRound * (rounds + 1));
  const chains = {
    ...(await usualChains()),
    'ours with node:crypto': expressChain(await guards.ours(setting, { verifySignature })),
  };
  for (const chain of Object.values(chains)) await callAll(chain, untilCompiled);
  return measure(
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
}

async function usualChains() {
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
