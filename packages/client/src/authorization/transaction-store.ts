import { asRecord, type StoredValue } from '../storage/stored-value.js';
import { storedTransactions, type StoredTransactionsSettings } from './stored-transactions.js';
import { parseTransaction, type Transaction } from './transaction.js';

const LIFETIME_MS = 60 * 60 * 1000;

/**
 * Transactions of pages that have left by redirect, kept in the tab's own storage and each given out
 * once. They hold the PKCE verifier and names of scopes; no token and no body.
 */
export class TransactionStore {
  readonly #stored: StoredValue<readonly Transaction[]>;
  readonly #now: () => number;

  constructor(settings: StoredTransactionsSettings & { readonly now: () => number }) {
    this.#stored = storedTransactions(settings, parseTransactions);
    this.#now = settings.now;
  }

  put(transaction: Transaction): void {
    this.#stored.write([...this.#current(), transaction]);
  }

  /** The transaction that began with `state`, which is gone afterwards. */
  take(state: string): Transaction | undefined {
    const transactions = this.#current();
    const found = transactions.find((transaction) => transaction.state === state);
    if (found !== undefined) {
      const rest = transactions.filter((transaction) => transaction !== found);
      if (rest.length === 0) this.#stored.remove();
      else this.#stored.write(rest);
    }
    return found;
  }

  #current(): readonly Transaction[] {
    const oldest = this.#now() - LIFETIME_MS;
    return (this.#stored.read() ?? []).filter(({ startedAt }) => startedAt > oldest);
  }
}

function parseTransactions(value: unknown): readonly Transaction[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((item) => asRecord(item) !== undefined)
    .map(parseTransaction)
    .filter((transaction) => transaction !== undefined);
}
