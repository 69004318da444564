import type {
  AuthorizationCode,
  AuthorizationCodeModel,
  Client,
  RefreshToken,
  RefreshTokenModel,
  User,
} from '@node-oauth/oauth2-server';

export interface ModelOptions {
  /** The one client that there is. */
  readonly client: Client;
  readonly scopes: readonly string[];
  /** Makes an access token. */
  readonly sign: (user: User, scope: readonly string[]) => Promise<string>;
}

/** What `@node-oauth/oauth2-server` asks of whoever uses it, in memory. */
export function createModel({
  client,
  scopes,
  sign,
}: ModelOptions): AuthorizationCodeModel & RefreshTokenModel {
  const codes = new Map<string, AuthorizationCode>();
  const refreshTokens = new Map<string, RefreshToken>();
  return {
    getClient: async (clientId) => clientId === client.id && client,
    validateScope: async (_user, _client, scope = []) =>
      scope.every((name) => scopes.includes(name)) && scope,
    async saveAuthorizationCode(code, of, user) {
      const saved = { ...code, client: of, user };
      codes.set(code.authorizationCode, saved);
      return saved;
    },
    getAuthorizationCode: async (code) => codes.get(code),
    revokeAuthorizationCode: async ({ authorizationCode }) => codes.delete(authorizationCode),
    generateAccessToken: (_client, user, scope) => sign(user, scope),
    async saveToken({ scope, ...token }, of, user) {
      const { refreshToken, refreshTokenExpiresAt } = token;
      if (refreshToken !== undefined && refreshTokenExpiresAt !== undefined) {
        const saved = { refreshToken, refreshTokenExpiresAt, client: of, user };
        refreshTokens.set(refreshToken, { ...saved, ...(scope !== undefined && { scope }) });
      }
      // The scope is left out here, and so it is in the answer.
      return { ...token, client: of, user };
    },
    getRefreshToken: async (token) => refreshTokens.get(token),
    revokeToken: async ({ refreshToken }) => refreshTokens.delete(refreshToken),
    // Access tokens go to the API alone, which verifies them itself.
    getAccessToken: async () => undefined,
  };
}
