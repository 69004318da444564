import { startTestIssuer } from '@stepscope/testing';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { median, shuffled } from '../medians.js';
import { AUDIENCE, mintHeaders, WARM_TOKENS } from './tokens.js';

const ROUNDS = 7;
const REQUESTS = 1000;
const CONNECTIONS = 16;

/**
 * Requests over real connections to an Express application in a process of its own, beside the same
 * route without a guard: how long the server computes for one of them.
 */
export async function throughput() {
  const issuer = await startTestIssuer({ algorithms: ['RS256'], audience: AUDIENCE });
  const headers = (await mintHeaders(issuer, WARM_TOKENS)).map(String);
  const setting = { issuer: issuer.issuer, jwksUri: issuer.jwksUri, audience: AUDIENCE };
  const names = ['ours', 'bare route', 'fast-jwt-cache', 'express-oauth2-jwt-bearer'];
  const servers = await Promise.all(names.map((name) => startServer(name, setting)));
  try {
    for (const server of servers) await server.request(headers, REQUESTS);
    const measured = Object.fromEntries(names.map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const server of shuffled(servers)) {
        measured[server.name].push(await server.request(headers, REQUESTS));
      }
    }
    const [[, ours], ...peers] = names.map((name) => [name, median(measured[name])]);
    return [
      {
        name: 'HTTP RS256 200',
        metric: 'µs of the server per request',
        ours,
        peers: Object.fromEntries(peers),
        bars: {},
      },
    ];
  } finally {
    for (const server of servers) server.close();
    await issuer.close();
  }
}

async function startServer(name, setting) {
  const program = fileURLToPath(new URL('server.js', import.meta.url));
  const child = fork(program, [name, JSON.stringify({ ...setting, algorithm: 'RS256' })]);
  const [{ port }] = await once(child, 'message');
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  async function computedMicroseconds() {
    child.send('cpu');
    const [{ user, system }] = await once(child, 'message');
    return user + system;
  }

  return {
    name,
    /** @param {readonly string[]} headers @param {number} times Answers µs per request. */
    async request(headers, times) {
      const before = await computedMicroseconds();
      let next = 0;
      const connection = async () => {
        while (next < times) {
          await requestOnce(agent, port, headers[next++ % headers.length]);
        }
      };
      await Promise.all(Array.from({ length: CONNECTIONS }, connection));
      return ((await computedMicroseconds()) - before) / times;
    },
    close() {
      agent.destroy();
      child.disconnect();
    },
  };
}

function requestOnce(agent, port, authorization) {
  return new Promise((resolve, reject) => {
    const request = get({ agent, port, path: '/files', headers: { authorization } }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`The status is ${response.statusCode}, not 200.`));
      });
    });
    request.on('error', reject);
  });
}
