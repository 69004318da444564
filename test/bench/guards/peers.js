import { defineCatalogue } from '@stepscope/core';
import { createResourceServer } from '@stepscope/express';
import { requireBearerAuth } from '@modelcontextprotocol/express';
import { OAuthError, OAuthErrorCode } from '@modelcontextprotocol/server';
import { JwtVerifier } from 'aws-jwt-verify';
import { expressjwt } from 'express-jwt';
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer';
import { createVerifier } from 'fast-jwt';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import jwksRsa from 'jwks-rsa';
import { createPublicKey } from 'node:crypto';

export const SCOPE = 'files:read';

/**
 * @typedef {import('express').RequestHandler} Handler
 * @typedef {object} Setting What all guards are told.
 * @property {string} issuer
 * @property {string} audience
 * @property {string} jwksUri
 * @property {'RS256' | 'ES256'} algorithm
 */

/** @param {Setting} setting @param {object} [options] @returns {Promise<Handler[]>} */
async function stepscope({ issuer, audience }, options = {}) {
  const catalogue = defineCatalogue({ scopes: { [SCOPE]: { title: 'Read files' } } });
  const api = createResourceServer({ issuer, resource: audience, catalogue, ...options });
  return [/** @type {Handler} */ (api.requireScopes(SCOPE))];
}

/** fast-jwt verifies and caches; header, scope and answers are the caller's matter. @param {Setting} setting @returns {Promise<Handler[]>} */
async function fastJwtCache({ issuer, audience, jwksUri, algorithm }) {
  const { keys } = await (await fetch(jwksUri)).json();
  const key = createPublicKey({ key: keys[0], format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  });
  const verify = createVerifier({
    key: String(key),
    cache: 10_000,
    algorithms: [algorithm],
    allowedIss: issuer,
    allowedAud: audience,
    checkTyp: 'at+jwt',
    clockTolerance: 5000,
    requiredClaims: ['iss', 'aud', 'exp', 'iat', 'sub', 'client_id', 'jti'],
  });
  return [ownGuard(verify)];
}

/** @param {Setting} setting @returns {Promise<Handler[]>} */
async function expressOauth2JwtBearer({ issuer, audience, jwksUri, algorithm }) {
  const options = { issuer, audience, jwksUri, tokenSigningAlg: algorithm, strict: true };
  return [auth(options), requiredScopes(SCOPE)];
}

/** @param {Setting} setting @returns {Promise<Handler[]>} */
async function expressJwt({ issuer, audience, jwksUri, algorithm }) {
  const secret = jwksRsa.expressJwtSecret({ jwksUri, cache: true });
  return [
    expressjwt({ secret, issuer, audience, algorithms: [algorithm] }),
    (req, res, next) => {
      const { scope } = /** @type {{ auth: { scope: string } }} */ (/** @type {unknown} */ (req))
        .auth;
      if (scope.split(' ').includes(SCOPE)) next();
      else res.status(403).end();
    },
  ];
}

/** @param {Setting} setting @returns {Promise<Handler[]>} */
async function awsJwtVerify({ issuer, audience, jwksUri }) {
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri, graceSeconds: 5 });
  const jwks = await (await fetch(jwksUri)).json();
  verifier.cacheJwks(jwks);
  return [ownGuard((token) => verifier.verifySync(token))];
}

/** The MCP SDK reads the header and checks time and scopes; verifying is jose's. @param {Setting} setting @returns {Promise<Handler[]>} */
async function mcpBearer({ issuer, audience, jwksUri, algorithm }) {
  const keys = createRemoteJWKSet(new URL(jwksUri));
  const options = {
    issuer,
    audience,
    algorithms: [algorithm],
    typ: 'at+jwt',
    requiredClaims: ['iss', 'aud', 'exp', 'iat', 'sub', 'client_id', 'jti'],
  };
  const verifier = {
    /** @param {string} token */
    async verifyAccessToken(token) {
      try {
        const { payload } = await jwtVerify(token, keys, options);
        const { client_id: clientId, exp, scope } = payload;
        const scopes = String(scope).split(' ');
        return { token, clientId: String(clientId), scopes, expiresAt: exp };
      } catch {
        throw new OAuthError(OAuthErrorCode.InvalidToken, 'The token does not count.');
      }
    },
  };
  return [requireBearerAuth({ verifier, requiredScopes: [SCOPE] })];
}

/** What those write who use a library that only verifies. @param {(token: string) => any} verify @returns {Handler} */
function ownGuard(verify) {
  return (req, res, next) => {
    const [, token] = /^Bearer +([\w\-.~+/]+=*)$/i.exec(req.headers.authorization ?? '') ?? [];
    if (token === undefined) {
      res.status(401).end();
      return;
    }
    let claims;
    try {
      claims = verify(token);
    } catch {
      res.status(401).end();
      return;
    }
    if (!claims.scope.split(' ').includes(SCOPE)) {
      res.status(403).end();
      return;
    }
    Object.assign(req, { auth: claims });
    next();
  };
}

/** Every guard by its name in the table; ours comes first. */
export const guards = {
  ours: stepscope,
  'fast-jwt-cache': fastJwtCache,
  'express-oauth2-jwt-bearer': expressOauth2JwtBearer,
  'express-jwt + jwks-rsa': expressJwt,
  'aws-jwt-verify': awsJwtVerify,
  'MCP SDK + jose': mcpBearer,
};
