/** What one authorization has led to; all of its tokens end with it. */
export interface FakeGrant {
  readonly id: string;
  readonly user: { readonly sub: string };
  readonly clientId: string;
  readonly nonce: string | null;
  readonly resources: readonly string[];
  /** Scopes, without what was revoked since. */
  readonly granted: readonly string[];
  /** Asked for, and not grantable. */
  readonly unavailable: readonly string[];
  /** Granted by the user at this time, whatever was revoked before. */
  readonly anew: readonly string[];
  readonly acr?: string | undefined;
  /** Seconds since the epoch. */
  readonly authTime: number;
  readonly ended: boolean;
}

export interface FakeCode {
  readonly grant: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly dpopJkt?: string | undefined;
  readonly spent: boolean;
}

export interface FakeRefreshToken {
  readonly grant: string;
  /** Thumbprint of the key that it is bound to, as a public client's is (RFC 9449 §5). */
  readonly jkt?: string | undefined;
  readonly spent: boolean;
}

export interface FakeAccessToken {
  readonly grant: string;
  readonly resource: string;
  readonly scopes: readonly string[];
  readonly jkt?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** All that the fake authorization server remembers, as JSON can hold it. */
export interface FakeState {
  session?: { readonly acr?: string | undefined; readonly authTime: number };
  signedOut: boolean;
  /** Scopes that the user has unticked. */
  refused: readonly string[];
  /** Scopes that were ever granted, by client and user. */
  readonly consented: Record<string, readonly string[]>;
  readonly pushed: Record<string, { readonly params: string; readonly expiresAt: number }>;
  readonly grants: Record<string, FakeGrant>;
  readonly codes: Record<string, FakeCode>;
  readonly refreshTokens: Record<string, FakeRefreshToken>;
  readonly accessTokens: Record<string, FakeAccessToken>;
}

/** Where the state is: what `use` changes of it is kept. */
export type StateStore = <T>(use: (state: FakeState) => T) => T;

/** A part of Web Storage: `localStorage` is one. */
export interface StateStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** State that lives as long as the handlers. */
export function stateInMemory(): StateStore {
  const state = emptyState();
  return (use) => use(state);
}

/** State that lives in `storage`, and is shared with all handlers that use the same one. */
export function storedState(storage: StateStorage, issuer: string): StateStore {
  const key = `stepscope-testing:${issuer}`;
  return (use) => {
    const text = storage.getItem(key);
    const state = text === null ? emptyState() : (JSON.parse(text) as FakeState);
    const result = use(state);
    const after = JSON.stringify(state);
    if (after !== text) storage.setItem(key, after);
    return result;
  };
}

function emptyState(): FakeState {
  return {
    signedOut: false,
    refused: [],
    consented: {},
    pushed: {},
    grants: {},
    codes: {},
    refreshTokens: {},
    accessTokens: {},
  };
}
