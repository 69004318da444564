import type { HandleRedirectOptions, RedirectResult } from '../client.js';
import { CallbackError } from '../errors.js';
import { outcomeOf, type Outcome } from '../outcome.js';
import type { AuthorizationServer, Completion } from './authorization-server.js';
import { droppedBy } from './drop-scopes.js';
import { parseCallback, type Callback } from './callback.js';
import { planRestore } from './plan.js';
import type { CompletedAuthorization } from './popup-attempt.js';
import { deliverCallback } from './popup-channel.js';
import { resolveReturnTo } from './return-to.js';
import { settleAuthorization, type SettleDependencies } from './settle-authorization.js';
import type { TransactionStore } from './transaction-store.js';
import type { AuthorizationPlan, DecidedOutcome, Transaction } from './transaction.js';

/** How long the popup's page waits for the page that opened it. */
const DELIVERY_TIMEOUT_MS = 10_000;

export interface RedirectDependencies extends SettleDependencies {
  readonly server: AuthorizationServer;
  readonly transactions: TransactionStore;
}

/** Authorizations that leave the page, and the page that they come back to. */
export class RedirectFlow {
  readonly #dependencies: RedirectDependencies;

  constructor(dependencies: RedirectDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Leaves the page for the authorization server, unless that has refused the request at once, or the
   * signal has aborted meanwhile (`dismissed`).
   */
  async leave(
    plan: AuthorizationPlan,
    signal?: AbortSignal,
  ): Promise<CompletedAuthorization | 'dismissed' | undefined> {
    const { settings, server, transactions } = this.#dependencies;
    const { url, error, transaction } = await server.begin(plan);
    if (error !== undefined) return { transaction, completion: { error } };
    if (signal?.aborted === true) return 'dismissed';
    transactions.put(transaction);
    // A restore leaves no entry behind: going back would only bring it up again.
    settings.browser.leave(url, { replace: plan.purpose === 'restore' });
    return undefined;
  }

  /** Answers what brought the page here: an authorization response, a remembered sign-in, or nothing. */
  async arrive({ restore = true }: HandleRedirectOptions): Promise<RedirectResult> {
    const { settings, sessions } = this.#dependencies;
    const { browser, redirectUri } = settings;
    const page = browser.currentUrl();
    const callback = parseCallback(page, redirectUri);
    if (callback !== undefined) {
      // First of all, so that no reload, link or log takes the code along.
      browser.replaceUrl(new URL(redirectUri).pathname);
      if (callback.via === 'popup') return this.#deliver(callback);
      sessions.open();
      return this.#answer(callback);
    }
    sessions.open();
    const left =
      sessions.signedIn === undefined &&
      !(await sessions.join()) &&
      restore &&
      (await this.#restore(resolveReturnTo(undefined, page, redirectUri)));
    return { kind: left ? 'leaving' : 'none' };
  }

  async #deliver(callback: Callback): Promise<RedirectResult> {
    const { browser } = this.#dependencies.settings;
    await deliverCallback(callback, { browser, timeoutMs: DELIVERY_TIMEOUT_MS });
    browser.closeSelf();
    return { kind: 'popup' };
  }

  async #answer(callback: Callback): Promise<RedirectResult> {
    const { transactions, server, settings } = this.#dependencies;
    const transaction = transactions.take(callback.state);
    if (transaction === undefined) throw new CallbackError('unknown-state');
    const completion = await server.complete(callback.params, transaction);
    const result =
      transaction.purpose === 'restore'
        ? await this.#restored(transaction, completion)
        : await this.#authorized(transaction, completion);
    if (result.kind === 'returned') settings.browser.replaceUrl(transaction.returnTo);
    return result;
  }

  async #authorized(transaction: Transaction, completion: Completion): Promise<RedirectResult> {
    const outcomeFor = await settleAuthorization({ transaction, completion }, this.#dependencies);
    const { sessions } = this.#dependencies;
    const { purpose, requests, intent, returnTo } = transaction;
    const [{ resource, asked }] = requests;
    const outcome = purpose === 'drop' ? undefined : outcomeFor(asked, transaction.authenticates);
    if (completion.error !== undefined && purpose !== 'sign-in') {
      // The tokens went with the page that left: fetch them back, and tell the outcome after that.
      const decided = outcome && { resource, status: outcome.status, needed: asked };
      const joined = await sessions.join();
      if (!joined && (await this.#restore(returnTo, { intent, decided }))) {
        return { kind: 'leaving' };
      }
    }
    const dropOutcome = droppedBy(transaction, this.#dependencies);
    return { ...resultOf(outcome, intent), ...(dropOutcome !== undefined && { dropOutcome }) };
  }

  async #restored(transaction: Transaction, completion: Completion): Promise<RedirectResult> {
    const { resources, sessions } = this.#dependencies;
    const { decided, intent } = transaction;
    if (completion.answers === undefined) {
      await sessions.end('refused');
    } else {
      try {
        await settleAuthorization({ transaction, completion }, this.#dependencies);
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
  async #restore(
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
    const { remembered } = sessions;
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

function resultOf(outcome: Outcome | undefined, intent: Transaction['intent']): RedirectResult {
  return {
    kind: 'returned',
    ...(outcome !== undefined && { outcome }),
    ...(intent !== undefined && { intent }),
  };
}
