import type { Denial, Requirement } from '@stepscope/core';
import type { Auth } from './auth.js';
import type { RefusalReason } from './refusal.js';

/** A requirement, or how to find it; asked for only when it is needed. */
export type RequirementSource<S extends string> =
  Requirement<S> | (() => Requirement<S> | Promise<Requirement<S>>);

/** What one operation asks of its callers. Without members: a valid token, with any scopes. */
export type Policy<S extends string = string, A extends string = string> = {
  /** The result of an earlier check of the same request, so that the token is not verified again. */
  readonly auth?: Auth<S, A>;
} & (
  | {
      readonly requirement?: RequirementSource<S>;
      readonly action?: never;
      readonly optional?: never;
    }
  /** An action of the catalogue, whose requirement holds. */
  | { readonly action: A; readonly requirement?: never; readonly optional?: never }
  /** Lets requests without credentials pass; a bad token is refused all the same. */
  | { readonly optional: true; readonly requirement?: never; readonly action?: never }
);

/** What to do with a request. */
export type Decision<S extends string = string, A extends string = string> =
  /**
   * Let it pass. `auth` is missing only where the policy is optional. `headers` go on the response,
   * whatever its status.
   */
  | {
      readonly outcome: 'allowed';
      readonly auth?: Auth<S, A>;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Answer with this denial. `reason` is for logs: callers learn no more than the denial says. */
  | { readonly outcome: 'denied'; readonly reason: RefusalReason; readonly denial: Denial }
  /** A CORS preflight: answer as the server's CORS says, and do not run the operation. */
  | { readonly outcome: 'preflight' };
