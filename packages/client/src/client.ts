import type { Requirement, ScopeSet } from '@stepscope/core';
import type { ActionOf, ResourceCatalogues, ScopeOf } from './client-options.js';
import type { Intent, Json } from './intent.js';
import type { DropOutcome, Outcome } from './outcome.js';

/** Who is signed in, from the claims of the ID token. */
export interface ClientUser {
  readonly sub: string;
  readonly name?: string;
  readonly email?: string;
}

/** All that is known at one moment. The same object until something changes. */
export interface ClientSnapshot {
  /** `starting` until `handleRedirect()` has settled, or a user is signed in. */
  readonly status: 'starting' | 'signed-in' | 'signed-out';
  /** What the token response said. */
  readonly granted: ScopeSet;
  /** What the request that brought the tokens asked for, protocol scopes left out. */
  readonly requested: ScopeSet;
  /** What the user has said no to, until that is forgotten. */
  readonly denied: ScopeSet;
  /** What the server cannot grant to this user or application. */
  readonly unavailable: ScopeSet;
  readonly user: ClientUser | undefined;
}

/** What each event hands to its listeners. */
export interface ClientEvents {
  /** Something in the snapshot changed. */
  change: ClientSnapshot;
  /** The user said no to these scopes, or unticked them. */
  denied: { readonly scopes: ScopeSet };
  /** These scopes were held and have been taken back elsewhere. */
  revoked: { readonly scopes: ScopeSet };
  /** Nobody is signed in any more. `ended`: the server ended it. `refused`: it could not be restored. */
  'signed-out': { readonly reason: 'signed-out' | 'ended' | 'refused' };
}

/** How the user must sign in, whatever the last sign-in was (RFC 9470 §4). */
export interface AuthenticationOptions {
  /** Authentication contexts, the preferred one first, such as `['urn:example:mfa']`. */
  readonly acrValues?: readonly string[];
  /** The longest time since the user has signed in, in seconds. */
  readonly maxAgeSeconds?: number;
}

export interface SignInOptions extends AuthenticationOptions {
  /**
   * `popup` opens its window at once: call it inside a click.
   * @default 'redirect'
   */
  readonly via?: 'redirect' | 'popup';
  /** Handed back by `handleRedirect()` after a redirect. Written to sessionStorage: no secrets. */
  readonly data?: Json;
  /**
   * Where the user is after a redirect: a path or URL of the page's own origin, others become `/`.
   * @default the current URL
   */
  readonly returnTo?: string;
  readonly signal?: AbortSignal;
}

export interface RequestPermissionOptions extends SignInOptions {
  /** Why the application asks now, shown by the prompt; never sent to the authorization server. */
  readonly reason?: string;
  /**
   * How to reach the authorization server.
   * @default the client's `via`, else 'popup'
   */
  readonly via?: 'redirect' | 'popup';
  /**
   * `false` goes straight to the authorization server; call it inside a click.
   * @default true
   */
  readonly prompt?: boolean;
}

export interface DropScopesOptions extends Omit<SignInOptions, keyof AuthenticationOptions> {
  /**
   * How to reach the authorization server. `popup` opens its window at once: call it inside a click.
   * @default the client's `via`, else 'popup'
   */
  readonly via?: 'redirect' | 'popup';
}

export interface SignOutOptions {
  /**
   * Whether to leave for the authorization server's end_session_endpoint, which ends the session
   * there too.
   * @default true
   */
  readonly endSession?: boolean;
  /** Stops what is left to do at the authorization server; the user is signed out here all the same. */
  readonly signal?: AbortSignal;
}

export interface HandleRedirectOptions {
  /**
   * Whether to leave for the authorization server, once, where a sign-in is remembered.
   * @default true
   */
  readonly restore?: boolean;
}

/** What `handleRedirect()` found. */
export interface RedirectResult {
  /**
   * `none`: no authorization response, nothing to restore. `returned`: an authorization response was
   * answered. `popup`: this is the popup's own page; render nothing, it closes itself. `leaving`: the
   * page is leaving to restore a sign-in; render nothing.
   */
  readonly kind: 'none' | 'returned' | 'popup' | 'leaving';
  /** How a sign-in or a permission request that left by redirect ended; not set for a restore. */
  readonly outcome?: Outcome;
  /** How `dropScopes` that left by redirect ended; not set where nothing came of it. */
  readonly dropOutcome?: DropOutcome;
  /** What the user was about to do when the page left. */
  readonly intent?: Intent;
}

/** An action, a scope or a requirement of the catalogue. */
export type Permission<S extends string, A extends string> = Requirement<S> | A;

/**
 * What a client knows of one resource, and may do there. `S` and `A` are the scopes and actions of its
 * catalogue.
 */
export interface ResourceClient<S extends string = string, A extends string = string> {
  /** The resource identifier. */
  readonly resource: string;
  /** What the user has granted, as the last token response said; live. */
  readonly granted: ScopeSet;

  /**
   * Whether the granted scopes meet an action, scope or requirement, implications included. It says
   * nothing about other rules that an API may have.
   * @throws {CoreError} for a name that the catalogue lacks.
   */
  can(permission: Permission<S, A>): boolean;

  /**
   * Asks the user for what `permission` lacks; call it inside a click. Once `handleRedirect()` or a
   * sign-in has resolved, a window opens before anything is awaited. Always asks, whatever was denied
   * before. Resolves with what came of it, and never rejects for a "no". With `acrValues` or
   * `maxAgeSeconds` it asks although nothing is lacking, for the sign-in that they describe.
   * @throws {ClientOptionsError} `UNDECLARED_SCOPE` where it needs a scope that is in neither
   *   `scopes.initial` nor `scopes.mayRequest`; `INVALID_OPTIONS` for an option that is not there, and
   *   where `redirectUri` is of another origin than the page.
   * @throws {CoreError} for a name that the catalogue lacks.
   * @throws {SignInRequiredError} where nobody is signed in.
   * @throws {AuthorizationError} for an error of the server that is nobody's decision.
   * @throws {CallbackError} for an answer that fails a check, or is for another user: the old tokens stay.
   * @throws {AuthorizationServerError} where the server cannot be reached or understood.
   */
  requestPermission(
    permission: Permission<S, A>,
    options?: RequestPermissionOptions,
  ): Promise<Outcome>;

  /**
   * Gives scopes up, and with them granted scopes that imply one of them. No standard lets a client take
   * single scopes back; so this asks for a narrower grant (with `prompt=consent` where the provider
   * knows it), whose tokens replace the old ones, and revokes the old refresh token (RFC 7009). From
   * then on this client holds the rest, and no refused call asks for them again.
   *
   * What it cannot do: the server may remember the consent, and grant them again unasked when they are
   * asked for. Only its own page of connected apps ends that.
   * @throws {ClientOptionsError} for an option that is not there, and where `redirectUri` is of another
   *   origin than the page.
   * @throws {CoreError} for a scope that the catalogue lacks.
   * @throws {SignInRequiredError} where nobody is signed in.
   * @throws {AuthorizationError} for an error of the server that is nobody's decision.
   * @throws {CallbackError} for an answer that fails a check, or is for another user: the old tokens stay.
   * @throws {AuthorizationServerError} where the server cannot be reached or understood.
   */
  dropScopes(scopes: S | readonly S[], options?: DropScopesOptions): Promise<DropOutcome>;

  /**
   * `fetch` with the access token on calls under the URL of a resource of the client, and with recovery:
   * a refused token is renewed once, missing scopes are asked for once. Bound; the same function for
   * every resource. Other calls pass untouched.
   * @throws {InsufficientScopeError} where the user has not granted what the API asks for.
   * @throws {InsufficientAuthenticationError} where the API wants another sign-in (RFC 9470), and it has
   *   not come about.
   * @throws {ForbiddenError} where the API refuses scopes that the token carries.
   * @throws {ReplayRefusedError} where the way is free, and the call was not repeated.
   * @throws {SignInRequiredError} where the API wants a token and there is none, or none that can be
   *   renewed, or somebody else has signed in since the call was sent.
   * @throws {RedirectRefusedError} where the API answers with a redirect.
   * @throws {DpopNonceError} where CORS hides the nonce that the API wants in a proof (RFC 9449 §9).
   * @throws {AuthorizationServerError} where a token is to be renewed and the server cannot be reached,
   *   or the code that takes care of a refused call cannot be loaded.
   */
  readonly fetch: typeof fetch;

  /**
   * Calls `listener` on every such event; the answer unsubscribes.
   * @throws {ClientOptionsError} for an event that is not there.
   */
  on<T extends keyof ClientEvents>(type: T, listener: (event: ClientEvents[T]) => void): () => void;

  /** Calls `listener` whenever `getSnapshot()` changes; the answer unsubscribes. Bound. */
  readonly subscribe: (listener: () => void) => () => void;

  /** All that is known now; the same object until something changes. Bound. */
  readonly getSnapshot: () => ClientSnapshot;
}

/**
 * A browser application's session with one authorization server. Its own `granted`, `can` and
 * `requestPermission` are about the option `resource`; `for` is about the others. `S` and `A` are the
 * catalogue's scopes and actions, `R` the catalogues of the option `resources`. Made by `createClient`.
 */
export interface Client<
  S extends string = string,
  A extends string = string,
  R extends ResourceCatalogues = ResourceCatalogues,
> extends ResourceClient<S, A> {
  /** The user, while signed in. */
  readonly user: ClientUser | undefined;

  /**
   * Answers an authorization response in the page's URL, else restores a remembered sign-in by one
   * top-level round trip with `prompt=none`, where the server knows that. Call it once when the page
   * starts, before rendering; further calls get the same answer. Do not await it at a module's top
   * level: it awaits dynamic imports, which wait for that module where a bundler has put it into one
   * file with what they need.
   * @throws {ClientOptionsError} for an option that is not there.
   * @throws {CallbackError} for a response that is forged, replayed, or for another user: nothing of
   *   it was stored.
   * @throws {AuthorizationError} for an error of the server that is nobody's decision.
   * @throws {AuthorizationServerError} where the code could not be exchanged.
   */
  handleRedirect(options?: HandleRedirectOptions): Promise<RedirectResult>;

  /**
   * Signs a user in with `scopes.initial` and nothing more.
   * @throws {ClientOptionsError} for an option that is not there, and where `redirectUri` is of another
   *   origin than the page.
   * @throws {ResourceMetadataError} where the API's metadata must name the authorization server, and do
   *   not.
   * @throws {AuthorizationError} for an error of the server that is nobody's decision.
   * @throws {CallbackError} for an answer that fails a check: nothing of it was stored.
   * @throws {AuthorizationServerError} where the server cannot be reached or understood.
   */
  signIn(options?: SignInOptions): Promise<Outcome>;

  /**
   * Revokes this client's own tokens (RFC 7009), forgets everything stored, and leaves to end the
   * session at the authorization server.
   * @throws {ClientOptionsError} for an option that is not there: nothing is done.
   * @throws {AuthorizationServerError} where it cannot be reached; here the user is signed out all the
   *   same.
   */
  signOut(options?: SignOutOptions): Promise<void>;

  /**
   * The same for another API of the option `resources`, or for the client's own.
   * @throws {ClientOptionsError} for a resource that the client was not made with.
   */
  for<Resource extends keyof R & string>(
    resource: Resource,
  ): ResourceClient<ScopeOf<R[Resource]>, ActionOf<R[Resource]>>;
  for(resource: string): ResourceClient;
}
