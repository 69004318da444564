import { defineCatalogue } from '@stepscope/core';
import { redisReplayStore, redisRevocationFeed } from '@stepscope/resource-server/redis';
import { createDpopKey, startTestIssuer } from '@stepscope/testing';
import express from 'express';
import { Redis } from 'ioredis';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasRedis, startRedis, type TestRedis } from '../../../test/support/redis.js';
import { until } from '../../../test/support/until.js';
import { createResourceServer } from './index.js';

const catalogue = defineCatalogue({ scopes: { 'files:read': { title: 'Read files' } } });
const resource = 'https://api.example';

/** Two ways in which a Redis is not there, and back. */
const outages: [string, (redis: TestRedis) => unknown, (redis: TestRedis) => unknown][] = [
  ['is gone', (redis) => redis.stop(), (redis) => redis.start()],
  ['hangs', (redis) => redis.hang(), (redis) => redis.resume()],
];

describe.runIf(hasRedis)('an API whose proofs and revocations are in Redis', () => {
  test.each(outages)(
    'that %s answers 503 with Retry-After, never 401, and recovers without a restart',
    async (_, breakIt, mendIt) => {
      await using redis = await startRedis();
      await using issuer = await startTestIssuer({ algorithms: ['ES256'], audience: resource });
      const client = new Redis(redis.url);
      client.on('error', () => undefined);
      const feed = redisRevocationFeed(client, { pollIntervalMs: 20, timeoutMs: 200 });
      const api = createResourceServer({
        issuer: issuer.issuer,
        resource,
        catalogue,
        dpop: { nonce: false, replayStore: redisReplayStore(client, { timeoutMs: 200 }) },
        revocation: { feed, maxStalenessSeconds: 1 },
      });
      const app = express().get('/files', api.requireScopes('files:read'), (_req, res) => {
        res.json([]);
      });
      const server = app.listen(0);
      onTestFinished(() => {
        api.close();
        client.disconnect();
        server.close();
        server.closeAllConnections();
      });

      const { port } = server.address() as AddressInfo;
      const key = await createDpopKey();
      const tokens = {
        Bearer: await issuer.mint({ scopes: ['files:read'] }),
        DPoP: await issuer.mint({ scopes: ['files:read'], dpopKey: key }),
        revoked: await issuer.mint({ scopes: ['files:read'], subject: 'user-2' }),
      };
      const call = async (token: keyof typeof tokens): Promise<string> => {
        const accessToken = tokens[token];
        const proof = await key.proof({ method: 'GET', url: `${resource}/files`, accessToken });
        const headers =
          token === 'DPoP'
            ? { Authorization: `DPoP ${accessToken}`, DPoP: proof }
            : { Authorization: `Bearer ${accessToken}` };
        const response = await fetch(`http://localhost:${port}/files`, { headers });
        const waits = response.headers.has('retry-after') ? ' with Retry-After' : '';
        await response.arrayBuffer();
        return `${response.status}${waits}`;
      };

      const at = Math.floor(Date.now() / 1000);
      await feed.publish({ iss: issuer.issuer, sub: 'user-2', clientId: 'test-client', at });
      await until(
        () => call('revoked'),
        (status) => expect(status).toBe('401'),
      );
      expect([await call('Bearer'), await call('DPoP')]).toEqual(['200', '200']);

      await breakIt(redis);
      const seen = new Set<string>();
      await until(
        async () => {
          const answers = [await call('Bearer'), await call('DPoP')];
          for (const answer of answers) seen.add(answer);
          return answers;
        },
        (answers) => expect(answers).toEqual(['503 with Retry-After', '503 with Retry-After']),
      );
      // What the feed has told before holds in an outage, too.
      expect(await call('revoked')).toBe('401');

      await mendIt(redis);
      await until(
        async () => {
          const answers = [await call('Bearer'), await call('DPoP')];
          for (const answer of answers) seen.add(answer);
          return answers;
        },
        (answers) => expect(answers).toEqual(['200', '200']),
      );
      expect([...seen].sort()).toEqual(['200', '503 with Retry-After']);
      expect(await call('revoked')).toBe('401');
    },
  );
});
