import type { Denial, Requirement } from '@stepscope/core';
import type { Auth } from './auth.js';
import type { UserAuthentication } from './authentication/user-authentication.js';
import type { RefusalReason } from './refusal.js';

/** A requirement, or how to find it; asked for only when it is needed. */
export type RequirementSource<S extends string> =
  Requirement<S> | (() => Requirement<S> | Promise<Requirement<S>>);

/** What one operation asks of its callers. Without members: a valid token, with any scopes. */
export type Policy<S extends string = string, A extends string = string> = {
  /** The result of an earlier check of the same request, so that the token is not verified again. */
  readonly auth?: Auth<S, A>;
  /**
   * The `wouldBe` of an earlier check of the same request in shadow mode. If the token itself was refused
   * there it is refused again, without another look: a DPoP proof counts only once.
   */
  readonly refused?: WouldBe;
  /** Enforce nothing: every request passes, and `wouldBe` tells what would have stopped it. */
  readonly mode?: 'shadow';
} & (
  | (Sufficiency<S, A> & { readonly requirement?: RequirementSource<S>; readonly action?: never })
  /** An action of the catalogue, whose requirement holds. */
  | (Sufficiency<S, A> & { readonly action: A; readonly requirement?: never })
  /** Lets requests without credentials pass; a bad token is refused all the same. */
  | {
      readonly optional: true;
      readonly requirement?: never;
      readonly action?: never;
      readonly authentication?: never;
      readonly also?: never;
    }
);

/** What may be asked of a token beside scopes. */
interface Sufficiency<S extends string, A extends string> {
  /** How the user must have signed in (RFC 9470). What a token lacks of it and of scopes is one answer. */
  readonly authentication?: UserAuthentication;
  /** Policies that hold as well: what a token lacks of all of them is one answer. */
  readonly also?: readonly Policy<S, A>[];
  readonly optional?: never;
}

/** What to do with a request. */
export type Decision<S extends string = string, A extends string = string> =
  /**
   * Let it pass. `auth` is missing only where the policy is optional, and in shadow mode. `headers` go
   * on the response, whatever its status. `wouldBe` is there in shadow mode alone.
   */
  | {
      readonly outcome: 'allowed';
      readonly auth?: Auth<S, A>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly wouldBe?: WouldBe;
    }
  /**
   * Answer with this denial. `reason` is for logs, and so is `auth`, which is there where the token
   * counts and only does not suffice: callers learn no more than the denial says.
   */
  | {
      readonly outcome: 'denied';
      readonly reason: RefusalReason;
      readonly denial: Denial;
      readonly auth?: Auth<S, A>;
    }
  /** A CORS preflight: answer as the server's CORS says, and do not run the operation. */
  | { readonly outcome: 'preflight' };

/** What would have stopped a request that passes in shadow mode. */
export type WouldBe =
  | { readonly reason: RefusalReason; readonly denial: Denial }
  /** The policy's own function has failed, or has named an unknown scope. */
  | { readonly reason: 'policy-failed'; readonly error: unknown };
