import type { ScopeSet } from '@stepscope/core';
import type { Purpose } from './authorization/transaction.js';
import type { Refusal } from './calls/read-refusal.js';
import type { OutcomeStatus } from './outcome.js';

/**
 * What a client does, for a developer's eyes. No event holds a token, a code, a header value, a body or
 * the query of a URL.
 */
export type LogEvent =
  /** The page or a window goes to the authorization server. */
  | {
      readonly type: 'authorization-started';
      readonly purpose: Purpose;
      readonly via: 'popup' | 'redirect';
      readonly issuer: string;
      /** By resource. */
      readonly requested: Readonly<Record<string, ScopeSet>>;
      /** Whether the request was pushed (RFC 9126). */
      readonly pushed: boolean;
    }
  /** It has answered: with tokens, by resource what they carry, or with an error code. */
  | {
      readonly type: 'authorization-ended';
      readonly purpose: Purpose;
      readonly granted?: Readonly<Record<string, ScopeSet>>;
      readonly error?: string;
    }
  /** A refresh token was used. `undefined`: the server says that it is over. */
  | {
      readonly type: 'refreshed';
      readonly resource: string;
      readonly granted: ScopeSet | undefined;
    }
  /** An API has refused a call. */
  | {
      readonly type: 'call-refused';
      readonly resource: string;
      readonly method: string;
      readonly path: string;
      readonly reason: Refusal['kind'];
      /** The scopes of the catalogue that the challenge names; empty where it is not about scopes. */
      readonly needed: ScopeSet;
    }
  /** A refused call is sent again. */
  | {
      readonly type: 'call-repeated';
      readonly resource: string;
      readonly method: string;
      readonly path: string;
    }
  /** The user is asked, or a refused call was not allowed to ask (`asked: false`). */
  | {
      readonly type: 'asked';
      readonly resource: string;
      readonly scopes: ScopeSet;
      readonly signInAgain: boolean;
      readonly byUser: boolean;
      readonly asked: boolean;
    }
  | {
      readonly type: 'answered';
      readonly resource: string;
      readonly outcome: OutcomeStatus;
    };

/** Takes events; one that throws is reported as an uncaught error, and stops nothing. */
export type Logger = (event: LogEvent) => void;
