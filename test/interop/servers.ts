import { startBetterAuth } from './better-auth.js';
import { startOauth2Server } from './oauth2-server.js';
import { storiesAt } from './stories-at.js';

/** The foreign servers, and what can be seen of each from outside. */
export const allServers = [
  {
    name: '@node-oauth/oauth2-server',
    story: storiesAt(startOauth2Server),
    /** Whether it speaks OpenID Connect: ID tokens, `prompt=none`, signing out. */
    openid: false,
    /** Whether its token responses have `scope`, and its authorization responses `iss` (RFC 9207). */
    saysScope: false,
    saysIss: false,
    /** Whether it knows again what the user has allowed before. */
    remembersConsent: false,
    /** Whether it binds tokens to a key that the client proves (RFC 9449). */
    bindsTokens: false,
  },
  {
    name: '@better-auth/oauth-provider',
    story: storiesAt(startBetterAuth),
    openid: true,
    saysScope: true,
    saysIss: true,
    remembersConsent: true,
    bindsTokens: true,
  },
] as const;

/** Where most stories are told: `npm test` leaves the server with fewer surprises to the soak. */
export const servers = process.env['BRIEF'] === undefined ? allServers : allServers.slice(0, 1);
