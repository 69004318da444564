import { createDpopKey, startTestIssuer } from '@stepscope/testing';
import type { AddressInfo } from 'node:net';
import { createClient } from 'redis';
import { expect, onTestFinished, test } from 'vitest';
import { hasRedis, startRedis } from '../../../test/support/redis.js';
import { createNode } from './api-on-several-nodes.js';

const resource = 'https://api.example';

test.runIf(hasRedis)('[S1.18] nodes take each other’s nonces, and a proof once', async () => {
  const server = await startRedis();
  onTestFinished(() => server[Symbol.asyncDispose]());
  await using issuer = await startTestIssuer({ algorithms: ['ES256'], audience: resource });
  const key = await createDpopKey();
  const accessToken = await issuer.mint({ scopes: ['files:read'], dpopKey: key });

  const nodes: string[] = [];
  for (let count = 0; count < 2; count++) {
    const redis = await createClient({ url: server.url }).connect();
    const shared = { redis, nonceSecret: 'a secret of at least 32 characters' };
    const node = createNode(issuer.issuer, resource, shared).listen(0);
    onTestFinished(async () => {
      node.close();
      await redis.close();
    });
    nodes.push(`http://localhost:${(node.address() as AddressInfo).port}`);
  }
  const prove = (nonce?: string): Promise<string> =>
    key.proof({
      method: 'GET',
      url: `${resource}/files`,
      accessToken,
      ...(nonce !== undefined && { nonce }),
    });
  const send = async (node: string, proof: string): Promise<Response> =>
    fetch(`${node}/files`, { headers: { Authorization: `DPoP ${accessToken}`, DPoP: proof } });

  const [one, another] = nodes as [string, string];
  const first = await send(one, await prove());
  expect(first.status).toBe(401);
  const proof = await prove(first.headers.get('dpop-nonce')!);
  expect((await send(another, proof)).status).toBe(200);
  const replayed = await send(one, proof);
  expect(replayed.status).toBe(401);
  expect(await replayed.json()).toMatchObject({ error: 'invalid_dpop_proof' });
});
