import { ScopeSet } from '@stepscope/core';
import type { AuthorizationServer } from '../authorization/authorization-server.js';
import type { Authorizing } from '../authorization/authorizing.js';
import { currentStandings } from '../authorization/current-standings.js';
import { openPopupAttempt } from '../authorization/popup-attempt.js';
import { resolveReturnTo } from '../authorization/return-to.js';
import type { AuthorizationPlan } from '../authorization/transaction.js';
import { SignInRequiredError } from '../errors.js';
import type { Intent, Json } from '../intent.js';
import { lazily } from '../lazily.js';
import { outcomeOf, type Outcome, type OutcomeStatus } from '../outcome.js';
import type { createDialogPrompt } from '../prompt/dialog-prompt.js';
import type { PermissionPrompt, PermissionRequest } from '../prompt/permission-prompt.js';
import type { Settings } from '../settings.js';
import type { ResourceState, ResourceStates } from '../state/resource-state.js';
import type { Tabs } from '../tabs/tabs.js';
import type { SessionManager } from '../tokens/session-manager.js';
import { Ask, type Wanted } from './ask.js';
import type { AuthenticationNeed } from './authentication-need.js';
import { guardMs, namesOf } from './combine-needs.js';
import { OnePrompt, type PromptLease } from './one-prompt.js';
import { OpenQuestion } from './open-question.js';

/** What is needed, and how to ask for it. */
export interface StepUpQuestion {
  readonly resource: ResourceState;
  /** The whole alternative that is to hold. */
  readonly needed: ScopeSet;
  /** What of it is not granted. */
  readonly missing: ScopeSet;
  /** How the user must have signed in, since the authorization that did not do. */
  readonly authentication?:
    { readonly need: AuthenticationNeed; readonly since: string | undefined } | undefined;
  readonly via: 'popup' | 'redirect';
  readonly prompt: boolean;
  readonly reason?: string | undefined;
  readonly action?: string | undefined;
  readonly call?: { readonly method: string; readonly url: string } | undefined;
  readonly data?: Json | undefined;
  readonly returnTo?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface StepUpDependencies {
  readonly settings: Settings;
  readonly resources: ResourceStates;
  readonly sessions: SessionManager;
  readonly server: AuthorizationServer;
  readonly authorizing: () => Promise<Authorizing>;
  readonly tabs: Tabs;
}

interface AskPolicy {
  /** Whether the user wants it, and wants it in this tab. */
  readonly insists: boolean;
  /** What the user has said no to before, and is asked for again. */
  readonly refused: ScopeSet;
  /** `elsewhere` is what another tab asks at this moment. */
  readonly mayAsk: (missing: ScopeSet, elsewhere: PromptLease | undefined) => boolean;
  readonly onAsk: (missing: ScopeSet, question: OpenQuestion) => void;
}

/**
 * Asks the user for scopes, one question at a time: whoever needs more joins the question that is
 * open, in whichever tab, or waits for its answer. Each gets the outcome by its own need.
 */
export class StepUp {
  readonly #dependencies: StepUpDependencies;
  readonly #onePrompt: OnePrompt;
  readonly #loadDialog: () => Promise<typeof createDialogPrompt>;
  #open: OpenQuestion | undefined;

  constructor(dependencies: StepUpDependencies) {
    this.#dependencies = dependencies;
    this.#onePrompt = new OnePrompt(dependencies.tabs, dependencies.settings);
    this.#loadDialog = lazily(dependencies.settings, async () => {
      const code = await import('../prompt/dialog-prompt.js');
      return code.createDialogPrompt;
    });
  }

  /**
   * Asks because the user wants to: whatever was denied or asked before. Up to the moment where the
   * window opens nothing is awaited, so that the user's gesture still counts.
   */
  async byUser(question: StepUpQuestion): Promise<Outcome> {
    const { sessions } = this.#dependencies;
    const { denials, prompts, signIns } = question.resource;
    const refused = question.needed.intersection(denials.current());
    denials.remove(question.needed);
    prompts.remove(question.needed);
    if (question.authentication !== undefined)
      signIns.remove(namesOf(question.authentication.need));
    sessions.publish();
    return this.#askFor(question, {
      insists: true,
      refused,
      mayAsk: () => true,
      onAsk: () => {},
    });
  }

  /**
   * Asks because a call was refused: not for what the user has denied, what cannot be had, or what a
   * refused call has asked for lately. Answers `undefined` where it does not ask.
   */
  async byChallenge(question: StepUpQuestion): Promise<Outcome | undefined> {
    const { sessions } = this.#dependencies;
    const { resource, authentication } = question;
    const { denials } = resource;
    let asked = false;
    const outcome = await this.#askFor(question, {
      insists: false,
      refused: ScopeSet.empty,
      mayAsk: (missing, elsewhere) =>
        missing.isDisjointFrom(denials.current()) &&
        missing.isDisjointFrom(sessions.unavailable(resource)) &&
        (asked ||
          this.#isOpenFor(resource, { missing, authentication: authentication?.need }) ||
          (authentication === undefined
            ? (elsewhere?.resource === resource.resource && missing.isSubsetOf(elsewhere.scopes)) ||
              !missing.isSubsetOf(resource.prompts.current())
            : !this.#isGuarded(resource, authentication.need))),
      onAsk: (missing, open) => {
        asked = true;
        open.challenge(missing);
        if (authentication !== undefined) this.#guard(resource, authentication.need);
      },
    });
    return asked || outcome.status === 'granted' ? outcome : undefined;
  }

  /** Takes an open question down; nobody decided. */
  dismiss(): void {
    this.#open?.ask.dismiss();
  }

  async #askFor(
    question: StepUpQuestion,
    { insists, refused, mayAsk, onAsk }: AskPolicy,
  ): Promise<Outcome> {
    const { sessions, settings } = this.#dependencies;
    const { log } = settings;
    const { resource, needed, signal } = question;
    for (;;) {
      const elsewhere = insists ? undefined : await this.#onePrompt.elsewhere();
      signal?.throwIfAborted();
      if (sessions.signedIn === undefined) throw new SignInRequiredError();
      const held = sessions.held(resource);
      const missing = needed.difference(held);
      const authentication = this.#openNeed(question);
      if (missing.size === 0 && authentication === undefined) {
        return outcomeOf('granted', needed, needed);
      }
      const asking = mayAsk(missing, elsewhere);
      log({
        type: 'asked',
        resource: resource.resource,
        scopes: missing,
        signInAgain: authentication !== undefined,
        byUser: insists,
        asked: asking,
      });
      if (!asking) return outcomeOf('denied', needed, held);

      const open = this.#open?.settled === false ? this.#open : undefined;
      const wanted: Wanted = { missing, authentication };
      const joins = open?.of === resource && (open.ask.canTake(wanted) || open.ask.covers(wanted));
      if (open !== undefined && !joins) {
        // Too late to join, or about another API, and a second window would be one too many.
        await open.ask.wait(signal).catch(() => signal?.throwIfAborted());
        continue;
      }
      const asked = open ?? this.#begin(question, wanted);
      const { ask } = asked;
      asked.refused = asked.refused.union(refused);
      onAsk(missing, asked);
      if (open !== undefined && ask.canGrow) ask.grow(wanted, question.reason);
      const answer = ask.wait(signal);
      // Other tabs are told of permissions alone: a sign-in is asked for where the call was made.
      const alone = insists || authentication !== undefined;
      if (alone && question.prompt) ask.show((request) => this.#showPrompt(request));
      else if (insists && ask.canGrow) ask.approve({ via: question.via });
      if (open === undefined || alone) this.#onePrompt.enter(asked, { insists: alone });
      else this.#onePrompt.grown(asked);
      const outcome = (await answer)(needed, authentication !== undefined);
      if (outcome === undefined) continue;
      log({ type: 'answered', resource: resource.resource, outcome: outcome.status });
      return outcome;
    }
  }

  #isOpenFor(resource: ResourceState, wanted: Wanted): boolean {
    const open = this.#open;
    return open?.settled === false && open.of === resource && open.ask.covers(wanted);
  }

  /** The sign-in that is still wanted: not where there has been one since the call was refused. */
  #openNeed({ resource, authentication }: StepUpQuestion): AuthenticationNeed | undefined {
    const now = this.#dependencies.sessions.at(resource)?.authorization;
    return authentication?.since === now ? authentication?.need : undefined;
  }

  #isGuarded({ signIns }: ResourceState, need: AuthenticationNeed): boolean {
    return namesOf(need).isSubsetOf(signIns.current());
  }

  #guard({ signIns }: ResourceState, need: AuthenticationNeed): void {
    signIns.add(namesOf(need), guardMs(need, this.#dependencies.settings.promptCooldownMs));
  }

  #begin(question: StepUpQuestion, wanted: Wanted): OpenQuestion {
    const { settings, server, sessions, authorizing } = this.#dependencies;
    const { browser } = settings;
    const { resource } = question;
    const plan = async (via: 'popup' | 'redirect', all: Wanted): Promise<AuthorizationPlan> => {
      const journey = {
        via,
        returnTo: resolveReturnTo(question.returnTo, settings),
        intent: intentOf(question, all.missing),
      };
      const { planStepUp } = await authorizing();
      const [standings, who] = currentStandings(resource, this.#dependencies);
      return {
        ...planStepUp(standings, all.missing, who, journey),
        authentication: all.authentication,
        asksAgain: open.refused.size > 0,
      };
    };
    const show = (): void => ask.show((request) => this.#showPrompt(request));
    const ask = new Ask(
      { ...wanted, via: question.via, reason: question.reason },
      resource.catalogue,
      {
        openPopup: (all, onMayBeClosed) =>
          openPopupAttempt(() => plan('popup', all), {
            server,
            browser,
            timeoutMs: settings.popupTimeoutMs,
            onMayBeClosed: () => {
              onMayBeClosed();
              // Without a prompt nobody could cancel, or open the window again.
              show();
            },
          }),
        redirect: async (all, signal) => {
          const planned = await plan('redirect', all);
          return (await authorizing()).redirects.leave(planned, signal);
        },
        settle: async (completed) => (await authorizing()).settle(completed),
        held: () => sessions.held(resource),
        authenticated: () => open.authenticated,
      },
    );
    const open = new OpenQuestion(resource, ask, {
      sessions,
      show,
      onSettled: () => this.#onePrompt.left(open, answerOf(open, sessions)),
    });
    this.#open = open;
    return open;
  }

  async #showPrompt(request: PermissionRequest): Promise<void> {
    const { prompt: own, messages } = this.#dependencies.settings;
    const prompt: PermissionPrompt = own ?? (await this.#loadDialog())(messages && { messages });
    await prompt.show(request);
  }
}

/** What other tabs are told; `undefined` where nobody here waited for an answer any more. */
function answerOf(
  { ask, of, scopes }: OpenQuestion,
  sessions: SessionManager,
): { readonly status: OutcomeStatus; readonly unavailable: ScopeSet } | undefined {
  if (ask.abandoned) return undefined;
  const { outcome = 'dismissed' } = ask.getState();
  return { status: outcome, unavailable: sessions.unavailable(of).intersection(scopes) };
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
