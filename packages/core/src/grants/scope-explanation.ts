import type { ScopeSet } from '../scopes/scope-set.js';
import type { DropReason, GrantQuestion } from './grant-question.js';

/** A role of the user: capabilities, each the human name of some scopes. */
export interface UserRole {
  readonly title: string;
  readonly capabilities: readonly {
    readonly title: string;
    readonly scopes: Iterable<string>;
  }[];
}

/** The terms of a grant, with the user's roles by name where they are known. */
export type GrantExplanationQuestion = Omit<GrantQuestion, 'capabilities'> &
  (
    | { readonly capabilities?: ScopeSet; readonly roles?: never }
    | { readonly roles: readonly UserRole[]; readonly capabilities?: never }
  );

/** A scope that covers another: the same, or one that implies it. */
export interface Coverage {
  readonly scope: string;
  /** Titles of the role and its capability, where roles were given. */
  readonly role?: string;
  readonly capability?: string;
}

/** What became of one requested scope, and why. */
export interface ScopeExplanation {
  readonly scope: string;
  /** The catalogue's title; absent for an unknown scope. */
  readonly title?: string;
  readonly held: boolean;
  /** Why it is not held: the first rule that it breaks, as `resolveGrant` names it. */
  readonly reason?: DropReason;
  /** Who can change that: the user by consenting, an admin, or the application's developer. */
  readonly fixedBy?: 'user' | 'admin' | 'developer';
  /** What of the application's list covers it; absent where that term does not apply. */
  readonly allowedBy?: readonly Coverage[];
  /** What of the user's capabilities covers it; absent for protocol scopes, and without a user. */
  readonly capableBy?: readonly Coverage[];
  /** Whether the user consented to it, by its own name; absent where nobody is asked. */
  readonly consented?: boolean;
  /** Whether nobody should ask for it any more, and what to ask for instead. */
  readonly deprecated?: { readonly replacedBy?: string };
  /** The same in a sentence, for the person who runs the simulation. */
  readonly text: string;
}
