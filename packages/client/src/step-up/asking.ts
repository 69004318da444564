import type { SentCall } from '../calls/mend-refusal.js';
import type { RefusedResponse } from '../calls/read-refusal.js';
import type { RecoverDependencies } from '../calls/recover.js';
import type { DropScopesOptions } from '../client.js';
import { lazily } from '../lazily.js';
import type { DropOutcome, Outcome } from '../outcome.js';
import type { ResourceState } from '../state/resource-state.js';
import { abortable } from '../tokens/abortable.js';
import type { AskingDependencies, createAsking } from './create-asking.js';
import type { StepUpQuestion } from './step-up.js';

type Loaded = ReturnType<typeof createAsking>;

/**
 * Asks the user, and takes care of refused calls, by code that a page for somebody who is not signed in
 * does without. Once it is there, nothing is awaited up to the moment where a window opens: the user's
 * gesture still counts.
 */
export class Asking {
  readonly #load: () => Promise<Loaded>;
  #loaded: Loaded | undefined;

  constructor(dependencies: AskingDependencies) {
    this.#load = lazily(dependencies.settings, async () => {
      const code = await import('./create-asking.js');
      this.#loaded = code.createAsking(dependencies);
      return this.#loaded;
    });
  }

  /** Loads the code ahead of the user's click. A failure waits for that. */
  async prepare(): Promise<void> {
    await this.#load().catch(() => undefined);
  }

  /** Asks because the user wants to: whatever was denied or asked before. */
  byUser(question: StepUpQuestion): Promise<Outcome> {
    return this.#ask(question.signal, ({ stepUp }) => stepUp.byUser(question));
  }

  /** Asks because a call was refused. Answers `undefined` where it does not ask. */
  byChallenge(question: StepUpQuestion): Promise<Outcome | undefined> {
    return this.#ask(question.signal, ({ stepUp }) => stepUp.byChallenge(question));
  }

  drop(
    of: ResourceState,
    scopes: readonly string[],
    options: DropScopesOptions,
  ): Promise<DropOutcome> {
    return this.#ask(options.signal, ({ drop }) => drop(of, scopes, options));
  }

  /**
   * Answers whether a refused call may be sent again: what it was refused for is then out of the way.
   * Where it is not, and the refusal is about scopes or the sign-in, it rejects.
   */
  mend(
    response: RefusedResponse,
    sent: SentCall,
    dependencies: RecoverDependencies,
  ): Promise<boolean> {
    return this.#ask(sent.call.signal, ({ mendRefusal }) =>
      mendRefusal(response, sent, dependencies),
    );
  }

  /** Takes an open question down; nobody decided. */
  dismiss(): void {
    this.#loaded?.stepUp.dismiss();
  }

  async #ask<T>(signal: AbortSignal | undefined, task: (code: Loaded) => Promise<T>): Promise<T> {
    return task(this.#loaded ?? (await abortable(this.#load(), signal)));
  }
}
