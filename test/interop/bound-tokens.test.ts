import { describe, expect } from 'vitest';
import { createDpopKey } from '../../packages/testing/src/index.js';
import { claimsOf, provenRequests, type ProvenRequest } from '../support/proven-requests.js';
import { allServers } from './servers.js';

const binding = allServers.filter(({ bindsTokens }) => bindsTokens);

describe.each(binding)('tokens bound to a key at $name', ({ story }) => {
  story(
    'a client signs in, steps up and calls with a proof of its own for each request; a reload goes on with the same key; a thief gets nowhere',
    async ({ visitor, user }) => {
      const { api } = visitor.app;
      const proven = provenRequests(visitor.page.context());
      await visitor.signIn(user, '/?binds=yes');
      await visitor.click('List files');
      await visitor.comesTo('GET /files 200');
      await visitor.click('Save');
      await (await visitor.continueInWindow()).allow();
      await visitor.comesTo('POST /files 200');
      const { length: authorizations } = visitor.authorizations;

      await visitor.page.goto(visitor.app.url);
      await visitor.isNow('signed-in');
      await visitor.holds('files:read', 'files:write');
      await visitor.click('List files');
      await visitor.comesTo('GET /files 200');
      expect(visitor.authorizations).toHaveLength(authorizations);

      expect(new Set(proven.map(({ claims }) => claims['jti'])).size).toBe(proven.length);
      const [{ jkt }] = proven as readonly ProvenRequest[] as readonly [ProvenRequest];
      expect(new Set(proven.map((request) => request.jkt))).toEqual(new Set([jkt]));
      const { authorization = '', claims, proof } = proven.at(-1) as ProvenRequest;
      const accessToken = authorization.replace(/^DPoP /, '');
      expect(claimsOf(accessToken)['cnf']).toMatchObject({ jkt });
      const statusWith = async (headers: Record<string, string>) =>
        (await fetch(`${api}/files`, { headers })).status;
      expect(await statusWith({ authorization: `Bearer ${accessToken}` })).toBe(401);
      expect(await statusWith({ authorization, dpop: proof })).toBe(401);
      const thief = await createDpopKey();
      const call = { method: 'GET', url: `${api}/files`, accessToken };
      const forged = await thief.proof({ ...call, nonce: String(claims['nonce']) });
      expect(await statusWith({ authorization, dpop: forged })).toBe(401);
    },
  );
});
