import type { ProblemCode } from '@stepscope/core';
import type { WouldBe } from '../policy.js';
import type { IssuerUnavailableError } from '../resource-server-error.js';

/** What a resource server tells of itself. No event holds a token, a proof or a subject. */
export type ResourceServerEvent = DecisionEvent | KeysFetchedEvent | UnavailableEvent;

/** A request was decided about. Told before it is answered, in the request's own context. */
export interface DecisionEvent {
  readonly type: 'decision';
  /** `shadowed`: it passes, and would not have passed outside shadow mode. */
  readonly outcome: 'allowed' | 'denied' | 'shadowed' | 'preflight';
  /** Which check failed. */
  readonly reason?: WouldBe['reason'];
  /** What the caller is told. */
  readonly status?: number;
  readonly code?: ProblemCode;
  /** The action that the operation carries out, where it names one. */
  readonly action?: string;
  /** What the token lacks. */
  readonly missing?: readonly string[];
  /** Whose tokens count: of the token, where one was verified. */
  readonly issuer?: string;
  readonly clientId?: string;
  /** Whether the token was remembered as verified; left out for requests whose token nobody looked at. */
  readonly cache?: 'hit' | 'miss';
}

/** The keys of an issuer were fetched. */
export interface KeysFetchedEvent {
  readonly type: 'keys-fetched';
  readonly issuer: string;
  /** How many keys can be used. */
  readonly keys: number;
}

/** Keys, introspection, a proof's replay store or revocations could not be had. */
export interface UnavailableEvent {
  readonly type: 'unavailable';
  readonly error: IssuerUnavailableError;
}

export type EventListener = (event: ResourceServerEvent) => void;
