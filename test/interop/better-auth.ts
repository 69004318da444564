import { oauthProvider } from '@better-auth/oauth-provider';
import { betterAuth, type BetterAuthOptions, type BetterAuthPlugin } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { getAuthTables } from 'better-auth/db';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';
import cors from 'cors';
import express from 'express';
import { ACCESS_TOKEN_SECONDS, type ForeignServer, type Registration } from './foreign-server.js';
import { listen } from './listen.js';
import { consentPage, loginPage } from './server-pages.js';

const clientScopes = ['openid', 'offline_access'];

/**
 * `@better-auth/oauth-provider` behind Express: OpenID Connect, `resource` (RFC 8707) with JWT access
 * tokens, `iss` (RFC 9207), remembered consent, and an end_session_endpoint.
 */
export async function startBetterAuth(registration: Registration): Promise<ForeignServer> {
  const listening = await listen();
  const { resource, redirectUri, postLogoutRedirectUri } = registration;
  const scopes = [...clientScopes, ...registration.scopes];
  const provider = oauthProvider({
    loginPage: '/login',
    consentPage: '/consent',
    scopes,
    resources: [resource],
    enforcePerClientResources: false,
    accessTokenExpiresIn: ACCESS_TOKEN_SECONDS,
  });
  const options = {
    baseURL: listening.url,
    secret: 'interop-interop-interop-interop-interop',
    emailAndPassword: { enabled: true, autoSignIn: false },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    plugins: [
      jwt({ jwks: { keyPairConfig: { alg: 'ES256' } }, disableSettingJwtHeader: true }),
      // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- its types do not know exactOptionalPropertyTypes
      provider as unknown as BetterAuthPlugin,
    ],
  } satisfies BetterAuthOptions;
  const tables = Object.values(getAuthTables(options)).map(({ modelName }) => [modelName, []]);
  const auth = betterAuth({ ...options, database: memoryAdapter(Object.fromEntries(tables)) });
  const { adminCreateOAuthClient } = auth.api as unknown as typeof provider.endpoints;
  const admin = { name: 'Admin', email: 'admin@example.com', password: 'admin-password' };
  await auth.api.signUpEmail({ body: admin });
  const signedIn = await auth.api.signInEmail({ body: admin, returnHeaders: true });
  const cookies = signedIn.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  const client = await adminCreateOAuthClient({
    headers: { cookie: cookies.join('; ') },
    body: {
      client_name: 'Interop',
      // It registers no other client on a loopback address.
      application_type: 'native',
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [postLogoutRedirectUri],
      token_endpoint_auth_method: 'none',
      enable_end_session: true,
      scope: scopes.join(' '),
    },
  });

  const app = express()
    .get('/login', (_request, response) => void response.send(loginPage() + script(sendLogin)))
    .get('/consent', (request, response) => {
      response.send(consentPage(request.originalUrl) + script(sendConsent));
    })
    .use(cors(), toNodeHandler(auth));
  listening.serve(app);
  return {
    issuer: `${listening.url}/api/auth`,
    clientId: client.client_id,
    async addUser({ name, email, password }) {
      await auth.api.signUpEmail({ body: { name, email, password } });
    },
    close: listening.close,
  };
}

/** Both pages pass on the signed query that they were opened with, and go where the answer says. */
const sendLogin = `send('/api/auth/sign-in/email', Object.fromEntries(new FormData(event.target)))`;
const sendConsent = `send('/api/auth/oauth2/consent', { accept: event.submitter.value === 'true' })`;

function script(onSubmit: string): string {
  return `<script>
    async function send(path, fields) {
      const response = await fetch(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ ...fields, oauth_query: location.search.slice(1) }),
      });
      const { url, message } = await response.json();
      if (url) location.assign(url);
      else document.body.append(message ?? 'Something went wrong.');
    }
    document.querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      ${onSubmit};
    });
  </script>`;
}
