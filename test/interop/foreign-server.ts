/** Somebody with an account at a foreign server. */
export interface ForeignUser {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** What a foreign server must know of the application and its API. */
export interface Registration {
  readonly redirectUri: string;
  readonly postLogoutRedirectUri: string;
  /** The API's resource identifier. */
  readonly resource: string;
  /** The scopes that the application may ask for. */
  readonly scopes: readonly string[];
}

/** An authorization server from npm, running. */
export interface ForeignServer {
  readonly issuer: string;
  /** What the server calls the application. */
  readonly clientId: string;
  addUser(user: ForeignUser): Promise<void>;
  close(): Promise<void>;
}

/** How long access tokens live at both servers. */
export const ACCESS_TOKEN_SECONDS = 600;
