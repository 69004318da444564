import type { ScopeSet } from '@stepscope/core';
import type { AuthorizationServer } from '../authorization/authorization-server.js';
import { planStepUp } from '../authorization/plan.js';
import { openPopupAttempt } from '../authorization/popup-attempt.js';
import type { RedirectFlow } from '../authorization/redirect-flow.js';
import { resolveReturnTo } from '../authorization/return-to.js';
import {
  settleAuthorization,
  type SettleDependencies,
} from '../authorization/settle-authorization.js';
import { SignInRequiredError } from '../errors.js';
import type { Intent, Json } from '../intent.js';
import { outcomeOf, type Outcome } from '../outcome.js';
import type { PermissionPrompt, PermissionRequest } from '../prompt/permission-prompt.js';
import type { Session } from '../tokens/session.js';
import { Ask } from './ask.js';
import type { ExpiringScopes } from './expiring-scopes.js';

/** What is needed, and how to ask for it. */
export interface StepUpQuestion {
  /** The whole alternative that is to hold. */
  readonly needed: ScopeSet;
  /** What of it is not granted. */
  readonly missing: ScopeSet;
  readonly via: 'popup' | 'redirect';
  readonly prompt: boolean;
  readonly reason?: string | undefined;
  readonly action?: string | undefined;
  readonly call?: { readonly method: string; readonly url: string } | undefined;
  readonly data?: Json | undefined;
  readonly returnTo?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface StepUpDependencies extends SettleDependencies {
  readonly server: AuthorizationServer;
  readonly redirects: RedirectFlow;
  readonly prompts: ExpiringScopes;
}

interface AskPolicy {
  readonly mayAsk: (missing: ScopeSet) => boolean;
  readonly onAsk: (missing: ScopeSet) => void;
}

/**
 * Asks the user for scopes, one question at a time: whoever needs more joins the question that is
 * open, or waits for its answer. Each gets the outcome by its own need.
 */
export class StepUp {
  readonly #dependencies: StepUpDependencies;
  #ask: Ask | undefined;

  constructor(dependencies: StepUpDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Asks because the user wants to: whatever was denied or asked before. Up to the moment where the
   * window opens nothing is awaited, so that the user's gesture still counts.
   */
  async byUser(question: StepUpQuestion): Promise<Outcome> {
    const { denials, prompts, sessions } = this.#dependencies;
    denials.remove(question.needed);
    prompts.remove(question.needed);
    sessions.publish();
    return this.#askFor(question, { mayAsk: () => true, onAsk: () => {} });
  }

  /**
   * Asks because a call was refused: not for what the user has denied, what cannot be had, or what a
   * refused call has asked for lately. Answers `undefined` where it does not ask.
   */
  async byChallenge(question: StepUpQuestion): Promise<Outcome | undefined> {
    const { denials, prompts, sessions } = this.#dependencies;
    let asked = false;
    const outcome = await this.#askFor(question, {
      mayAsk: (missing) =>
        missing.isDisjointFrom(denials.current()) &&
        missing.isDisjointFrom(sessions.unavailable) &&
        (this.#isOpenFor(missing) || !missing.isSubsetOf(prompts.current())),
      onAsk: (missing) => {
        asked = true;
        prompts.add(missing);
      },
    });
    return asked || outcome.status === 'granted' ? outcome : undefined;
  }

  /** Takes an open question down; nobody decided. */
  dismiss(): void {
    this.#ask?.dismiss();
  }

  async #askFor(question: StepUpQuestion, { mayAsk, onAsk }: AskPolicy): Promise<Outcome> {
    const { sessions } = this.#dependencies;
    const { needed, signal } = question;
    for (;;) {
      signal?.throwIfAborted();
      const session = sessions.current;
      if (session === undefined) throw new SignInRequiredError();
      const missing = needed.difference(sessions.held);
      if (missing.size === 0) return outcomeOf('granted', needed, needed);
      if (!mayAsk(missing)) return outcomeOf('denied', needed, sessions.held);

      const open = this.#ask?.settled === false ? this.#ask : undefined;
      if (open !== undefined && !open.canGrow && !missing.isSubsetOf(open.missing)) {
        // Too late to join, and a second window would be one too many.
        await open.wait(signal).catch(() => signal?.throwIfAborted());
        continue;
      }
      onAsk(missing);
      if (open !== undefined && open.canGrow) open.grow(missing, question.reason);
      const ask = open ?? this.#open(question, missing, session);
      const answer = ask.wait(signal);
      if (question.prompt) ask.show((request) => this.#showPrompt(request));
      else if (ask.canGrow) ask.approve({ via: question.via });
      return (await answer)(needed);
    }
  }

  #isOpenFor(missing: ScopeSet): boolean {
    return this.#ask?.settled === false && missing.isSubsetOf(this.#ask.missing);
  }

  #open(question: StepUpQuestion, missing: ScopeSet, session: Session): Ask {
    const { settings, server, sessions, denials, redirects } = this.#dependencies;
    const { browser, now } = settings;
    const plan = (via: 'popup' | 'redirect', all: ScopeSet) =>
      planStepUp(
        sessions.current ?? session,
        all,
        { denied: denials.current(), declared: settings.declared },
        {
          via,
          returnTo: resolveReturnTo(question.returnTo, browser.currentUrl(), settings.redirectUri),
          intent: intentOf(question, all),
        },
      );
    const ask = new Ask(
      { missing, via: question.via, reason: question.reason },
      settings.catalogue,
      {
        openPopup: (all, onMayBeClosed) =>
          openPopupAttempt(plan('popup', all), {
            server,
            browser,
            now,
            timeoutMs: settings.popupTimeoutMs,
            onMayBeClosed: () => {
              onMayBeClosed();
              // Without a prompt nobody could cancel, or open the window again.
              ask.show((request) => this.#showPrompt(request));
            },
          }),
        redirect: (all) => redirects.leave(plan('redirect', all)),
        settle: (completed) => settleAuthorization(completed, this.#dependencies),
        held: () => sessions.held,
      },
    );
    this.#ask = ask;
    return ask;
  }

  async #showPrompt(request: PermissionRequest): Promise<void> {
    const prompt: PermissionPrompt =
      this.#dependencies.settings.prompt ??
      (await import('../prompt/dialog-prompt.js')).createDialogPrompt();
    await prompt.show(request);
  }
}

function intentOf(question: StepUpQuestion, scopes: ScopeSet): Intent {
  const { action, call, data } = question;
  return {
    scopes: scopes.toJSON(),
    ...(action !== undefined && { action }),
    ...(call !== undefined && { call }),
    ...(data !== undefined && { data }),
  };
}
