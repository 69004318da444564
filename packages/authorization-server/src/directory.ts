import type { ScopeSet } from '@stepscope/core';

/** A person who can sign in. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  /** Names of the user's roles, for people to read. */
  readonly roles: readonly string[];
}

/** A client registered with the authorization server. Public clients only: no secrets. */
export interface Application {
  readonly clientId: string;
  readonly name: string;
  /** One sentence on what the application is, shown on the consent page. */
  readonly description?: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  /** Scopes that the application may request, protocol scopes included. */
  readonly allowed: ScopeSet;
  /** Of those, the ones without which the application is of no use: shown with a locked tick. */
  readonly required: ScopeSet;
  /** Whether its tokens must be bound to a key (RFC 9449 §5.2). @default false */
  readonly dpopBoundAccessTokens?: boolean;
  /** Why the application wants a scope, and what it cannot do without it, by scope. */
  readonly reasons: ReadonlyMap<string, ScopeReason>;
}

export interface ScopeReason {
  /** Why the application wants the scope, in its own words. */
  readonly reason: string;
  /** What stays off without it, such as "Editing stays off". */
  readonly without?: string;
}

/** What one user has authorised one application to do: durable, and not a token. */
export interface Grant {
  readonly userId: string;
  readonly clientId: string;
  readonly granted: ScopeSet;
  readonly declined: ScopeSet;
  /** Grows by one with every change that takes something back. */
  readonly version: number;
  /** Since when, without a break, something has been granted. */
  readonly since: Date;
  readonly updatedAt: Date;
}

/** The user's answer to one consent page. */
export interface ConsentAnswer {
  readonly granted: ScopeSet;
  readonly declined: ScopeSet;
}

/**
 * What the authorization server asks of the place where users, applications, roles and grants are
 * kept. Every answer is current: the server caches none of them.
 */
export interface Directory {
  listUsers(): Promise<readonly User[]>;
  findUser(userId: string): Promise<User | undefined>;
  /** What the user's roles cover; empty for an unknown user. */
  capabilitiesOf(userId: string): Promise<ScopeSet>;
  listApplications(): Promise<readonly Application[]>;
  findApplication(clientId: string): Promise<Application | undefined>;
  findGrant(userId: string, clientId: string): Promise<Grant | undefined>;
  listGrants(userId: string): Promise<readonly Grant[]>;
  /** Records an answer given on the consent page: adds to granted and declined, scope by scope. */
  recordConsent(userId: string, clientId: string, answer: ConsentAnswer): Promise<Grant>;
  /** Takes scopes back: they move from granted to declined. Without `scopes`, all of them. */
  revokeConsent(userId: string, clientId: string, scopes?: ScopeSet): Promise<Grant | undefined>;
}
