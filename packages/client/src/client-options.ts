import type { Catalogue, ProtocolScope, ProviderProfile } from '@stepscope/core';
import type { Browser } from './browser/browser.js';
import type { Logger } from './log-event.js';
import type { DialogMessages } from './prompt/dialog-messages.js';
import type { PermissionPrompt } from './prompt/permission-prompt.js';
import type { KeyValueStorage } from './storage/key-value-storage.js';
import type { TokenStorage } from './storage/token-storage.js';
import type { TokenBinding } from './tokens/access-token-scheme.js';

/** What decides whether a call may be repeated after a step-up. A `Request` is one. */
export interface ReplayCandidate {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
}

/** What a client may ask for at one resource. */
export interface RequestedScopes<S extends string> {
  /**
   * What signing in asks for. `openid` and `offline_access` are always asked for where the server
   * offers them; `profile` and `email`, which fill `client.user`, where they are listed here.
   */
  readonly initial: readonly (NoInfer<S> | ProtocolScope)[];
  /** What may be asked for later. A challenge cannot make the client ask for any other scope. */
  readonly mayRequest?: readonly NoInfer<S>[];
}

/** Another API of the same authorization server. `C` is its catalogue. */
export interface ResourceOptions<C extends Catalogue> {
  readonly catalogue: C;
  readonly scopes: RequestedScopes<ScopeOf<C>>;
  /** @default the client's own `provider` */
  readonly provider?: ProviderProfile;
}

/** The scopes of a catalogue. */
export type ScopeOf<C extends Catalogue> = C extends Catalogue<infer S> ? S : never;

/** The actions of a catalogue. */
export type ActionOf<C extends Catalogue> = C extends Catalogue<string, infer A> ? A : never;

/** Catalogues of further APIs, by resource identifier. */
export type ResourceCatalogues = Readonly<Record<string, Catalogue>>;

export interface ClientOptions<
  S extends string,
  A extends string,
  R extends ResourceCatalogues = ResourceCatalogues,
> {
  /**
   * The authorization server's issuer identifier; `http:` on loopback hosts only.
   * @default the one authorization server that the metadata of `resource` name (RFC 9728)
   */
  readonly issuer?: string;
  readonly clientId: string;
  /**
   * Where the authorization server sends the user back: a page of this application and of its origin,
   * without query or fragment, that calls `handleRedirect()`. Popup and redirect use the same one.
   */
  readonly redirectUri: string;
  /** Where the user lands after signing out. */
  readonly postLogoutRedirectUri?: string;
  /**
   * The API's resource identifier (RFC 8707), an absolute URL. Calls under it, by origin and path
   * segments, get the token; no others do.
   */
  readonly resource: string;
  readonly catalogue: Catalogue<S, A>;
  readonly scopes: RequestedScopes<S>;
  /**
   * Further APIs of the same authorization server, by resource identifier: each gets tokens of its own,
   * which only it accepts. A call gets the token of the resource with the longest path that covers it;
   * `client.for(resource)` asks about one. Signing in asks for the `initial` scopes of all of them.
   */
  readonly resources?: { readonly [Resource in keyof R]: ResourceOptions<R[Resource]> };
  /**
   * How the authorization server differs from the standards: `entraId`, `auth0`, `keycloak`, `okta`,
   * `cognito`, or one of these spread and changed.
   * @default a server that follows the standards
   */
  readonly provider?: ProviderProfile;
  /** Languages for the authorization server's pages, the preferred one first (BCP 47): `['de', 'en']`. */
  readonly uiLocales?: readonly string[];
  /**
   * How a call that was refused for lack of scopes, and `requestPermission`, reach the authorization
   * server.
   * @default 'popup'
   */
  readonly via?: 'popup' | 'redirect';
  /**
   * Shows why a permission is needed. `createDialogPrompt(...)` changes the texts of the default one.
   * @default a dialog, loaded when it is first needed
   */
  readonly prompt?: PermissionPrompt;
  /** Texts of the default prompt that differ from `defaultMessages`, in part or as a whole. */
  readonly messages?: Partial<DialogMessages>;
  /** Is told what the client does: never a token, code, header value, body or query. @default silence */
  readonly logger?: Logger;
  /**
   * Whether a call that is neither safe (RFC 9110 §9.2.1) nor has an `Idempotency-Key` may be repeated
   * after a step-up. The API refused it before doing its work, if it checks scopes first.
   * @default () => false
   */
  readonly mayReplay?: (call: ReplayCandidate) => boolean;
  /** How long a denial keeps refused calls from asking again. @default 86400 (a day) */
  readonly denialMemorySeconds?: number;
  /** How long a scope that a refused call asked for is not asked for again. @default 600 */
  readonly promptCooldownSeconds?: number;
  /** How long a popup may take before the request counts as dismissed. @default 600_000 */
  readonly popupTimeoutMs?: number;
  /**
   * Binds tokens to a key of this browser (RFC 9449): `dpop()` of `@stepscope/client/dpop`. The
   * authorization server must answer with such tokens, and the API's CORS must allow the header `DPoP`
   * and expose `DPoP-Nonce`.
   * @default bearer tokens
   */
  readonly dpop?: TokenBinding;
  /**
   * Where the tokens are: `memory()`, which the tabs of one origin share, or with `dpop` also
   * `indexedDb()`, where they survive a reload.
   * @default memory()
   */
  readonly storage?: TokenStorage;
  /**
   * Where names of granted scopes, denials and the last prompts are kept: names, never tokens.
   * @default localStorage, or memory where there is none
   */
  readonly nameStorage?: KeyValueStorage;
  /** @default globalThis.fetch */
  readonly fetch?: typeof fetch;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** The page and its windows; for tests and unusual hosts. @default the global window */
  readonly browser?: Browser;
}
