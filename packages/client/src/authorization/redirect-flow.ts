import type { RedirectResult } from '../client.js';
import { CallbackError } from '../errors.js';
import { dropOutcomeOf, outcomeOf, type DropOutcome, type Outcome } from '../outcome.js';
import type { AuthorizationServer } from './authorization-server.js';
import type { Callback } from './callback.js';
import { planRestore } from './plan.js';
import type { CompletedAuthorization } from './popup-attempt.js';
import { settleAuthorization, type SettleDependencies } from './settle-authorization.js';
import { TransactionStore } from './transaction-store.js';
import type { AuthorizationPlan, DecidedOutcome, Transaction } from './transaction.js';

export interface RedirectDependencies extends SettleDependencies {
  readonly server: AuthorizationServer;
}

/** Authorizations that leave the page, and the page that they come back to. */
export class RedirectFlow {
  readonly #dependencies: RedirectDependencies;
  readonly #transactions: TransactionStore;

  constructor(dependencies: RedirectDependencies) {
    this.#dependencies = dependencies;
    this.#transactions = new TransactionStore(dependencies.settings);
  }

  /**
   * Leaves the page for the authorization server, unless that has refused the request at once, or the
   * signal has aborted meanwhile (`dismissed`).
   */
  async leave(
    plan: AuthorizationPlan,
    signal?: AbortSignal,
  ): Promise<CompletedAuthorization | 'dismissed' | undefined> {
    const { settings, server } = this.#dependencies;
    const { url, error, transaction } = await server.begin(plan);
    if (error !== undefined) return { transaction, completion: { error } };
    if (signal?.aborted === true) return 'dismissed';
    this.#transactions.put(transaction);
    // A restore leaves no entry behind: going back would only bring it up again.
    settings.browser.leave(url, { replace: plan.purpose === 'restore' });
    return undefined;
  }

  /**
   * What became of the authorization that `callback` answers.
   * @throws {CallbackError} for one that did not begin here, or that fails a check.
   */
  async answer(callback: Callback): Promise<RedirectResult> {
    const { server, sessions, settings } = this.#dependencies;
    const transaction = this.#transactions.take(callback.state);
    if (transaction === undefined) throw new CallbackError('unknown-state');
    const { signOuts } = sessions;
    const completion = await server.complete(callback.params, transaction);
    const completed = { transaction, completion, signOuts };
    const result =
      transaction.purpose === 'restore'
        ? await this.#restored(completed)
        : await this.#authorized(completed);
    if (result.kind === 'returned') settings.browser.replaceUrl(transaction.returnTo);
    return result;
  }

  async #authorized(completed: CompletedAuthorization): Promise<RedirectResult> {
    const { transaction, completion } = completed;
    const outcomeFor = await settleAuthorization(completed, this.#dependencies);
    const { sessions } = this.#dependencies;
    const { purpose, requests, intent, returnTo } = transaction;
    const [{ resource, asked }] = requests;
    const outcome = purpose === 'drop' ? undefined : outcomeFor(asked, transaction.authenticates);
    if (completion.error !== undefined && purpose !== 'sign-in') {
      // The tokens went with the page that left: fetch them back, and tell the outcome after that.
      const decided = outcome && { resource, status: outcome.status, needed: asked };
      const joined = await sessions.memory.join();
      if (!joined && (await this.restore(returnTo, { intent, decided }))) {
        return { kind: 'leaving' };
      }
    }
    const dropOutcome = droppedBy(transaction, this.#dependencies);
    return { ...resultOf(outcome, intent), ...(dropOutcome !== undefined && { dropOutcome }) };
  }

  async #restored(completed: CompletedAuthorization): Promise<RedirectResult> {
    const { resources, sessions } = this.#dependencies;
    const { decided, intent } = completed.transaction;
    if (completed.completion.answers === undefined) {
      await sessions.end('refused');
    } else {
      try {
        await settleAuthorization(completed, this.#dependencies);
      } catch (error) {
        // Somebody else has signed in at the authorization server since: this sign-in is over.
        if (!(error instanceof CallbackError)) throw error;
        await sessions.end('refused');
      }
    }
    const about = decided && resources.find(({ resource }) => resource === decided.resource);
    const outcome = about && outcomeOf(decided.status, decided.needed, sessions.held(about));
    return resultOf(outcome, intent);
  }

  /** Leaves to restore a remembered sign-in; answers whether the page is leaving. */
  async restore(
    returnTo: string,
    {
      intent,
      decided,
    }: {
      readonly intent?: Transaction['intent'];
      readonly decided?: DecidedOutcome | undefined;
    } = {},
  ): Promise<boolean> {
    const { sessions, settings, server } = this.#dependencies;
    const { remembered } = sessions.memory;
    if (remembered === undefined) return false;
    try {
      if (!(await server.answersSilently())) return false;
      const refused = await this.leave(
        planRestore(remembered, settings.resources, { returnTo, intent }, decided),
      );
      if (refused !== undefined) await sessions.end('refused');
      return refused === undefined;
    } catch {
      // The server cannot be reached. The sign-in stays remembered for a later load.
      return false;
    }
  }
}

/** What came of giving scopes up. */
function droppedBy(
  { dropped, requests }: Transaction,
  { resources, sessions }: SettleDependencies,
): DropOutcome | undefined {
  const of = resources.find(({ resource }) => resource === requests[0].resource);
  return of && dropped && dropOutcomeOf(dropped, sessions.granted(of));
}

function resultOf(outcome: Outcome | undefined, intent: Transaction['intent']): RedirectResult {
  return {
    kind: 'returned',
    ...(outcome !== undefined && { outcome }),
    ...(intent !== undefined && { intent }),
  };
}
