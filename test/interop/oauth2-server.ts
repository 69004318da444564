import { randomUUID } from 'node:crypto';
import OAuth2Server, { type User } from '@node-oauth/oauth2-server';
import cors from 'cors';
import express, { type Request, type Response } from 'express';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import {
  ACCESS_TOKEN_SECONDS,
  type ForeignServer,
  type ForeignUser,
  type Registration,
} from './foreign-server.js';
import { listen } from './listen.js';
import { createModel } from './oauth2-model.js';
import { consentPage, loginPage } from './server-pages.js';

/**
 * `@node-oauth/oauth2-server` behind Express, wired up as its documentation has it: plain OAuth 2.0
 * without OpenID Connect. It knows no ID token, `prompt`, `resource` or `iss`, revokes nothing, ends no
 * session, and asks for consent each time. What its model saves has no `scope`, so neither have its
 * answers. Access tokens are the model's to make: JWTs (RFC 9068) for the one API that there is.
 */
export async function startOauth2Server(registration: Registration): Promise<ForeignServer> {
  const listening = await listen();
  const issuer = listening.url;
  const clientId = 'interop-app';
  const keys = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  const users = new Map<string, ForeignUser>();
  const logins = new Map<string, ForeignUser>();

  const oauth = new OAuth2Server({
    model: createModel({
      client: {
        id: clientId,
        grants: ['authorization_code', 'refresh_token'],
        redirectUris: [registration.redirectUri],
      },
      scopes: registration.scopes,
      sign: (user: User, scope) =>
        new SignJWT({ client_id: clientId, scope: scope.join(' ') })
          .setProtectedHeader({ typ: 'at+jwt', alg: 'ES256', kid: jwk.kid })
          .setIssuer(issuer)
          .setAudience(registration.resource)
          .setSubject(String(user['email']))
          .setIssuedAt()
          .setExpirationTime(`${ACCESS_TOKEN_SECONDS} s`)
          .setJti(randomUUID())
          .sign(keys.privateKey),
    }),
    accessTokenLifetime: ACCESS_TOKEN_SECONDS,
    // A browser application is a public client.
    requireClientAuthentication: { authorization_code: false, refresh_token: false },
    authenticateHandler: { handle: (request: Request) => userOf(request) },
  });

  function userOf({ headers }: Pick<Request, 'headers'>): ForeignUser | undefined {
    return logins.get(/(?:^|; )login=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? '');
  }

  const app = express()
    .get('/.well-known/oauth-authorization-server', cors(), (_request, response) => {
      response.json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        scopes_supported: registration.scopes,
        response_types_supported: ['code'],
        grant_types_supported: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_methods_supported: ['none'],
        code_challenge_methods_supported: ['S256'],
      });
    })
    .get('/jwks', (_request, response) => void response.json({ keys: [jwk] }))
    .use(express.urlencoded({ extended: false }))
    .post('/login', (request, response) => {
      const { email, password } = request.body as ForeignUser;
      const user = users.get(email);
      if (user?.password !== password) {
        response.status(401).send(loginPage({ problem: 'No such user.' }));
        return;
      }
      const login = randomUUID();
      logins.set(login, user);
      response.cookie('login', login, { httpOnly: true, sameSite: 'lax' });
      response.redirect(303, `/authorize${queryOf(request)}`);
    })
    .get('/authorize', (request, response) => {
      const isKnown = userOf(request) !== undefined;
      const login = { action: `/login${queryOf(request)}` };
      response.send(isKnown ? consentPage(request.originalUrl) : loginPage(login));
    })
    .post('/authorize', async (request, response) => {
      const answer = new OAuth2Server.Response();
      // What went wrong is in the answer, too, once it is known where to send that.
      await oauth.authorize(new OAuth2Server.Request(request), answer).catch(() => undefined);
      if (answer.headers?.['location'] === undefined) response.sendStatus(400);
      else send(answer, response);
    })
    .post('/token', cors(), async (request, response) => {
      const answer = new OAuth2Server.Response();
      await oauth.token(new OAuth2Server.Request(request), answer).catch(() => undefined);
      send(answer, response);
    });
  listening.serve(app);
  return {
    issuer,
    clientId,
    addUser: async (user) => void users.set(user.email, user),
    close: listening.close,
  };
}

function queryOf({ originalUrl }: Request): string {
  return originalUrl.slice(originalUrl.indexOf('?'));
}

function send({ status = 200, headers, body }: OAuth2Server.Response, response: Response): void {
  response.status(status).set(headers).send(body);
}
