import type { Catalogue, ProtocolScope } from '@stepscope/core';

/** A set of capabilities that users hold together. */
export interface RoleConfiguration<S extends string = string> {
  readonly title: string;
  readonly capabilities: readonly CapabilityConfiguration<S>[];
}

/** The human name of one or more scopes. */
export interface CapabilityConfiguration<S extends string = string> {
  readonly title: string;
  readonly scopes: readonly S[];
}

export interface UserConfiguration {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  /** Ids of roles. */
  readonly roles: readonly string[];
}

/** A public client. Its redirect URIs are compared exactly; their origins may call the token endpoint. */
export interface ApplicationConfiguration<S extends string = string> {
  readonly clientId: string;
  readonly name: string;
  /** One sentence on what the application is, shown on the consent page. */
  readonly description?: string;
  readonly redirectUris: readonly string[];
  /** @default none */
  readonly postLogoutRedirectUris?: readonly string[];
  /** Scopes that the application may request, `openid` and `offline_access` included. */
  readonly allowed: readonly (S | ProtocolScope)[];
  /**
   * Of those, the ones without which the application is of no use: their ticks are locked. `openid`
   * and `offline_access` always are.
   * @default none
   */
  readonly required?: readonly (S | ProtocolScope)[];
  /**
   * Whether its tokens must be bound to a key (RFC 9449 §5.2): requests for bearer tokens are refused.
   * @default false: bound where the application proves a key, bearer tokens otherwise
   */
  readonly dpopBoundAccessTokens?: boolean;
  /** Why the application wants a scope, and what it cannot do without it, by scope. */
  readonly reasons?: { readonly [Scope in S]?: ScopeReasonConfiguration };
}

export interface ScopeReasonConfiguration {
  readonly reason: string;
  readonly without?: string;
}

/** Users, roles and applications as they are written down. */
export interface DirectoryConfiguration<S extends string = string> {
  readonly catalogue: Catalogue<S>;
  readonly roles: { readonly [id: string]: RoleConfiguration<NoInfer<S>> };
  readonly users: readonly UserConfiguration[];
  readonly applications: readonly ApplicationConfiguration<NoInfer<S>>[];
}
