import { createResourceServer } from '@stepscope/express';
import { redisReplayStore, type RedisClient } from '@stepscope/resource-server/redis';
import express from 'express';
import { catalogue } from './catalogue.js';

export function createNode(
  issuer: string,
  resource: string,
  shared: { redis: RedisClient; nonceSecret: string },
): express.Express {
  const api = createResourceServer({
    issuer,
    resource,
    catalogue,
    dpop: {
      nonce: { secrets: [shared.nonceSecret] },
      replayStore: redisReplayStore(shared.redis),
    },
  });
  return express().get('/files', api.requireAction('files.list'), (_request, response) => {
    response.json(['welcome.txt']);
  });
}
