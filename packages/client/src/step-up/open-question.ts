import { ScopeSet } from '@stepscope/core';
import { decideOutcome, outcomeOf, type OutcomeStatus } from '../outcome.js';
import type { ResourceState } from '../state/resource-state.js';
import type { SessionManager } from '../tokens/session-manager.js';
import type { Ask } from './ask.js';
import type { SharedQuestion } from './one-prompt.js';

/** A question about one resource, in this tab: the ask, and what is remembered of it. */
export class OpenQuestion implements SharedQuestion {
  readonly of: ResourceState;
  readonly ask: Ask;
  /** What the user has said no to before, and is asked for again. */
  refused = ScopeSet.empty;
  readonly #sessions: SessionManager;
  readonly #show: () => void;
  readonly #before: ScopeSet;
  /** The authorization that had made the tokens when the question was asked. */
  readonly #authorization: string | undefined;
  #challenged = ScopeSet.empty;
  #noted = ScopeSet.empty;

  constructor(
    of: ResourceState,
    ask: Ask,
    {
      sessions,
      show,
      onSettled,
    }: {
      readonly sessions: SessionManager;
      /** Hands the ask to the prompt. */
      readonly show: () => void;
      readonly onSettled: () => void;
    },
  ) {
    this.of = of;
    this.ask = ask;
    this.#sessions = sessions;
    this.#show = show;
    this.#before = sessions.held(of);
    this.#authorization = sessions.at(of)?.authorization;
    const stop = of.store.on('change', () => this.#settleIfMet());
    const unsubscribe = ask.subscribe(() => {
      if (!ask.settled) return;
      unsubscribe();
      stop();
      onSettled();
    });
  }

  get resource(): string {
    return this.of.resource;
  }

  get scopes(): ScopeSet {
    return this.ask.missing;
  }

  get canGrow(): boolean {
    return this.ask.canGrow;
  }

  get settled(): boolean {
    return this.ask.settled;
  }

  /** A refused call needs these: the loop guard is to remember that they were asked for. */
  challenge(scopes: ScopeSet): void {
    this.#challenged = this.#challenged.union(scopes);
  }

  grow(more: ScopeSet): void {
    this.challenge(more);
    this.ask.grow({ missing: more }, undefined);
  }

  /** Whether the user has signed in anew since it was asked, in whichever tab. */
  get authenticated(): boolean {
    const session = this.#sessions.at(this.of);
    return session !== undefined && session.authorization !== this.#authorization;
  }

  lead(): void {
    this.of.prompts.add(this.#challenged.difference(this.#noted));
    this.#noted = this.#challenged;
    if (this.canGrow) this.#show();
  }

  answeredElsewhere(scopes: ScopeSet, status: OutcomeStatus, unavailable: ScopeSet): void {
    this.#sessions.markUnavailable(this.of, unavailable);
    this.#sessions.publish();
    this.ask.settle((needed, authenticates) => {
      if (authenticates && !this.authenticated) return undefined;
      const after = this.#sessions.held(this.of);
      const lacking = needed.difference(after);
      if (lacking.size > 0 && !lacking.isSubsetOf(scopes)) return undefined;
      if (lacking.size > 0 && undecided.has(status)) return outcomeOf('dismissed', needed, after);
      return decideOutcome({ needed, before: this.#before, after, unavailable });
    });
  }

  /** Another tab, or another question, may have brought what this one asks for. */
  #settleIfMet(): void {
    const held = this.#sessions.held(this.of);
    const authenticates = this.ask.authentication !== undefined;
    if (this.scopes.size === 0 && !authenticates) return;
    if (!this.scopes.isSubsetOf(held) || (authenticates && !this.authenticated)) return;
    this.ask.settle((needed) => outcomeOf('granted', needed, held));
  }
}

/** No decision of the user: whatever became of the tab that asked, it is not this tab's. */
const undecided: ReadonlySet<OutcomeStatus> = new Set(['dismissed', 'blocked', 'redirecting']);
