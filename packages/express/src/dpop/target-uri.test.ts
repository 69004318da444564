import express from 'express';
import { describe, expect, test } from 'vitest';
import { dpopWorld, resource, startDpopApi } from '../test-support/dpop-api.js';

const world = dpopWorld();

describe('[S1.16] htu is compared with the configured URL', () => {
  test.each([
    ['query and fragment', 'https://api.example/files?a=b#c'],
    ['a default port', 'https://api.example:443/files'],
    ['capitals in the host', 'HTTPS://API.example/files'],
    ['needless escapes', 'https://api.example/%66il%65s'],
    ['dot segments', 'https://api.example/a/../files'],
  ])('a proof with %s passes', async (_, htu) => {
    const api = startDpopApi(world);
    expect((await api.call('GET /files', { claims: { htu } })).status).toBe(200);
  });

  test.each([
    ['http://api.example/files'],
    ['https://attacker.example/files'],
    ['https://api.example.attacker.example/files'],
    ['https://api.example@attacker.example/files'],
    ['https://api.example:8443/files'],
    ['https://api.example/files/'],
    ['https://api.example/Files'],
    ['https://api.example//files'],
    ['https://api.example/files%2F'],
    ['https://api.example/'],
  ])('a proof for %s is refused', async (htu) => {
    const api = startDpopApi(world);
    const answer = await api.call('GET /files', { claims: { htu } });
    expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_dpop_proof']);
  });

  test('no header of the request says which URL it is (Host, X-Forwarded-*, Forwarded)', async () => {
    const api = startDpopApi(world);
    const accessToken = await world.issuer.mint({ scopes: ['files:read'], dpopKey: world.key });
    // What another API of the attacker's has received: the proof names that API.
    const proof = await world.key.proof({
      method: 'GET',
      url: 'https://attacker.example/files',
      accessToken,
    });
    const answer = await api.send('GET /files', [
      ['Authorization', `DPoP ${accessToken}`],
      ['DPoP', proof],
      ['X-Forwarded-Host', 'attacker.example'],
      ['X-Forwarded-Proto', 'https'],
      ['Forwarded', 'host=attacker.example;proto=https'],
      ['X-Original-URL', '/files'],
    ]);
    expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_dpop_proof']);
  });

  test('below an Express mount, from the whole path', async () => {
    const api = startDpopApi(world, {}, (routes) =>
      express().use('/v1', express.Router().use('/a', routes)),
    );
    expect((await api.call('GET /v1/a/files')).status).toBe(200);
    const cut = { claims: { htu: `${resource}/files` } };
    expect((await api.call('GET /v1/a/files', cut)).status).toBe(401);
  });

  test.each([
    ['resource has a path that a proxy cuts off', { resource: `${resource}/v1` }],
    ['publicUrl names it', { dpop: { nonce: false, publicUrl: `${resource}/v1/` } }],
  ] as const)('behind a proxy: %s', async (_, options) => {
    const api = startDpopApi(world, { audience: resource, ...options });
    const claims = { htu: `${resource}/v1/files` };
    expect((await api.call('GET /files', { claims })).status).toBe(200);
    expect((await api.call('GET /files')).status).toBe(401);
  });
});
