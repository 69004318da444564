import type { Catalogue, ScopeSet } from '@stepscope/core';
import type { CompletedAuthorization, PopupAttempt } from '../authorization/popup-attempt.js';
import type { Outcome, OutcomeStatus } from '../outcome.js';
import { outcomeOf } from '../outcome.js';
import type { PermissionRequest, PermissionRequestState } from '../prompt/permission-prompt.js';
import type { AuthenticationNeed } from './authentication-need.js';
import { combineNeeds, includesNeed } from './combine-needs.js';

/**
 * Gives the outcome for whoever needed some scopes, or the user to sign in in a certain way; `undefined`
 * where that has not been asked for, and is to be asked for anew.
 */
export type OutcomeFor = (needed: ScopeSet, authenticates: boolean) => Outcome | undefined;

/** How an ask reaches the authorization server. */
export interface AskRoutes {
  /** Opens a window at once; `undefined` where that is blocked. */
  openPopup(wanted: Wanted, onMayBeClosed: () => void): PopupAttempt | undefined;
  /** Leaves the page, unless the request was refused at once or is not wanted any more. */
  redirect(
    wanted: Wanted,
    signal: AbortSignal,
  ): Promise<CompletedAuthorization | 'dismissed' | undefined>;
  /** Takes over what came of it. */
  settle(completed: CompletedAuthorization): Promise<OutcomeFor>;
  /** What is held now, closed under the catalogue's implications. */
  held(): ScopeSet;
  /** Whether the user has signed in anew since this was asked. */
  authenticated(): boolean;
}

/** What an ask wants of the user. */
export interface Wanted {
  readonly missing: ScopeSet;
  readonly authentication?: AuthenticationNeed | undefined;
}

/**
 * One question to the user, from the prompt to the answer, on behalf of everybody who waits for it.
 * It grows while the user is still deciding.
 */
export class Ask implements PermissionRequest {
  readonly #catalogue: Catalogue;
  readonly #routes: AskRoutes;
  readonly #via: 'popup' | 'redirect';
  readonly #listeners = new Set<() => void>();
  readonly #answer: Promise<OutcomeFor>;
  #resolve: (answer: OutcomeFor) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #wanted: Wanted;
  #prompted: boolean;
  readonly #leaving = new AbortController();
  #waiting = 0;
  #abandoned = false;
  #attempt: PopupAttempt | undefined;
  #state: PermissionRequestState;

  constructor(
    question: Wanted & {
      readonly via: 'popup' | 'redirect';
      readonly reason?: string | undefined;
    },
    catalogue: Catalogue,
    routes: AskRoutes,
  ) {
    this.#catalogue = catalogue;
    this.#routes = routes;
    this.#via = question.via;
    this.#wanted = { missing: question.missing, authentication: question.authentication };
    this.#prompted = false;
    this.#state = {
      phase: 'asking',
      windowMayBeClosed: false,
      scopes: this.#describe(question.missing),
      signInAgain: question.authentication !== undefined,
      reasons: question.reason === undefined ? [] : [question.reason],
    };
    this.#answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#answer.catch(() => {});
  }

  /** What it asks for by now. */
  get missing(): ScopeSet {
    return this.#wanted.missing;
  }

  get authentication(): AuthenticationNeed | undefined {
    return this.#wanted.authentication;
  }

  covers({ missing, authentication }: Wanted): boolean {
    return missing.isSubsetOf(this.missing) && includesNeed(this.authentication, authentication);
  }

  /** Whether it can ask for this too: the user has not gone to the authorization server yet. */
  canTake({ authentication }: Wanted): boolean {
    if (!this.canGrow) return false;
    const own = this.authentication;
    return (
      own === undefined ||
      authentication === undefined ||
      combineNeeds(own, authentication) !== undefined
    );
  }

  /** Whether it has ended because nobody waited for it any more. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  get settled(): boolean {
    return this.#state.phase === 'settled';
  }

  /** Whether more scopes can still join: the user has not gone to the authorization server yet. */
  get canGrow(): boolean {
    const { phase } = this.#state;
    return this.#attempt === undefined && (phase === 'asking' || phase === 'blocked');
  }

  readonly getState = (): PermissionRequestState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  };

  grow({ missing, authentication }: Wanted, reason: string | undefined): void {
    const { reasons } = this.#state;
    const own = this.authentication;
    this.#wanted = {
      missing: this.missing.union(missing),
      authentication:
        own === undefined || authentication === undefined
          ? (own ?? authentication)
          : combineNeeds(own, authentication),
    };
    this.#change({
      scopes: this.#describe(this.missing),
      signInAgain: this.authentication !== undefined,
      reasons: reason === undefined || reasons.includes(reason) ? reasons : [...reasons, reason],
    });
  }

  /** Hands the ask to a prompt, once. A prompt that fails fails the ask. */
  show(prompt: (request: PermissionRequest) => void | Promise<void>): void {
    if (this.#prompted || this.settled) return;
    this.#prompted = true;
    Promise.resolve()
      .then(() => prompt(this))
      .catch((error: unknown) => this.#fail(error));
  }

  /** The answer, or the signal's reason; the ask ends when nobody waits for it any more. */
  async wait(signal: AbortSignal | undefined): Promise<OutcomeFor> {
    this.#waiting++;
    let abort = (): void => {};
    try {
      return await new Promise<OutcomeFor>((resolve, reject) => {
        abort = () => reject(signal?.reason as Error);
        signal?.addEventListener('abort', abort, { once: true });
        this.#answer.then(resolve, reject);
      });
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#waiting--;
      if (this.#waiting === 0 && !this.settled) {
        this.#abandoned = true;
        this.#settleAs('dismissed');
      }
    }
  }

  readonly approve = ({ via = this.#via }: { readonly via?: 'popup' | 'redirect' } = {}): void => {
    if (this.settled || this.#state.phase === 'leaving') return;
    if (via === 'redirect') {
      this.#redirect();
    } else if (this.#attempt !== undefined) {
      this.#change(
        this.#attempt.reopen()
          ? { phase: 'waiting', windowMayBeClosed: false }
          : { phase: 'blocked' },
      );
    } else {
      this.#openPopup();
    }
  };

  readonly dismiss = (): void => {
    this.#settleAs(this.#state.phase === 'blocked' ? 'blocked' : 'dismissed');
  };

  #openPopup(): void {
    const attempt = this.#routes.openPopup(this.#wanted, () => {
      this.#change({ windowMayBeClosed: true });
    });
    if (attempt === undefined) {
      // Whoever shows a prompt can offer to use this window instead; nobody else can.
      if (this.#prompted) this.#change({ phase: 'blocked' });
      else this.#settleAs('blocked');
      return;
    }
    this.#attempt = attempt;
    this.#change({ phase: 'waiting', windowMayBeClosed: false });
    void this.#follow(attempt);
  }

  async #follow(attempt: PopupAttempt): Promise<void> {
    try {
      const completed = await attempt.result;
      if (this.#attempt !== attempt) return;
      if (completed === undefined) {
        this.#settleAs('dismissed');
        return;
      }
      const outcomeFor = await this.#routes.settle(completed);
      this.settle(outcomeFor);
    } catch (error) {
      if (this.#attempt === attempt) this.#fail(error);
    }
  }

  #redirect(): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.cancel();
    this.#change({ phase: 'leaving' });
    void this.#leave();
  }

  async #leave(): Promise<void> {
    try {
      const refused = await this.#routes.redirect(this.#wanted, this.#leaving.signal);
      if (refused === undefined) this.#settleAs('redirecting');
      else if (refused !== 'dismissed') this.settle(await this.#routes.settle(refused));
    } catch (error) {
      this.#fail(error);
    }
  }

  #settleAs(status: OutcomeStatus): void {
    this.settle((needed, authenticates) => {
      const held = this.#routes.held();
      const met = needed.isSubsetOf(held) && (!authenticates || this.#routes.authenticated());
      return outcomeOf(met ? 'granted' : status, needed, held);
    });
  }

  /** Ends it, with an answer that may have come from elsewhere. */
  settle(outcomeFor: OutcomeFor): void {
    if (this.settled) return;
    this.#leaving.abort();
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.cancel();
    const outcome = outcomeFor(this.missing, this.authentication !== undefined)?.status;
    this.#change({ phase: 'settled', ...(outcome !== undefined && { outcome }) });
    this.#resolve(outcomeFor);
  }

  #fail(error: unknown): void {
    if (this.settled) return;
    this.#attempt?.cancel();
    this.#attempt = undefined;
    this.#change({ phase: 'settled' });
    this.#reject(error);
  }

  #change(changes: Partial<PermissionRequestState>): void {
    if (this.settled) return;
    this.#state = { ...this.#state, ...changes };
    for (const listener of this.#listeners) listener();
  }

  #describe(scopes: ScopeSet): PermissionRequestState['scopes'] {
    return Array.from(scopes, (scope) => {
      const definition = this.#catalogue.scopes.get(scope);
      return {
        scope,
        title: definition?.title ?? scope,
        description: definition?.description,
        includes: definition?.includes ?? [],
      };
    });
  }
}
