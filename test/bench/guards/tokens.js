import { SCOPE } from './peers.js';

/** Distinct tokens, used in turn: each is in every cache after the first round. */
export const WARM_TOKENS = 200;
export const AUDIENCE = 'https://api.example';

/**
 * `Authorization` headers, as bytes, with a token each: the claims of RFC 9068, and a few that issuers
 * add.
 * @param {import('@stepscope/testing').TestIssuer} issuer @param {number} count
 */
export async function mintHeaders(issuer, count) {
  const headers = [];
  for (let index = 0; index < count; index++) {
    const token = await issuer.mint({
      scopes: [SCOPE, 'files:write', 'tasks:read'],
      subject: `auth|6f1c2d3e-${String(index).padStart(8, '0')}`,
      clientId: 'a2d4f6c8-1b3d-4f5a-8c7e-9d0b1a2c3e4f',
      claims: {
        email: `person-${index}@customer.example`,
        email_verified: true,
        organization: 'org_9Xh2kQ7LrTzV5',
        roles: ['editor', 'reviewer'],
      },
    });
    headers.push(Buffer.from(`Bearer ${token}`));
  }
  return headers;
}
