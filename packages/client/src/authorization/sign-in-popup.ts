import { outcomeOf, type Outcome, type OutcomeStatus } from '../outcome.js';
import type { AuthorizationServer } from './authorization-server.js';
import { openPopupAttempt, type PopupAttempt } from './popup-attempt.js';
import { settleAuthorization, type SettleDependencies } from './settle-authorization.js';
import type { AuthorizationPlan } from './transaction.js';

/** Signing in by a window of its own, one at a time. */
export class SignInPopup {
  readonly #dependencies: SettleDependencies & { readonly server: AuthorizationServer };
  #open: { readonly attempt: PopupAttempt; readonly outcome: Promise<Outcome> } | undefined;

  constructor(dependencies: SettleDependencies & { readonly server: AuthorizationServer }) {
    this.#dependencies = dependencies;
  }

  /** Opens the window at once; where one is open already, opens it again. */
  async open(plan: AuthorizationPlan, signal: AbortSignal | undefined): Promise<Outcome> {
    const { settings, server } = this.#dependencies;
    const { browser, popupTimeoutMs: timeoutMs } = settings;
    if (this.#open !== undefined) {
      this.#open.attempt.reopen();
      return this.#open.outcome;
    }
    const attempt = openPopupAttempt(plan, { server, browser, timeoutMs });
    if (attempt === undefined) return this.#outcomeOf('blocked', plan);
    signal?.addEventListener('abort', attempt.cancel, { once: true });
    const outcome = this.#settle(attempt, plan).finally(() => {
      signal?.removeEventListener('abort', attempt.cancel);
      this.#open = undefined;
    });
    this.#open = { attempt, outcome };
    return outcome;
  }

  cancel(): void {
    this.#open?.attempt.cancel();
  }

  async #settle(attempt: PopupAttempt, plan: AuthorizationPlan): Promise<Outcome> {
    const completed = await attempt.result;
    if (completed === undefined) return this.#outcomeOf('dismissed', plan);
    return (await settleAuthorization(completed, this.#dependencies))(plan.requests[0].asked);
  }

  #outcomeOf(status: OutcomeStatus, { requests: [{ asked }] }: AuthorizationPlan): Outcome {
    const { resources, sessions } = this.#dependencies;
    return outcomeOf(status, asked, sessions.held(resources[0]));
  }
}
