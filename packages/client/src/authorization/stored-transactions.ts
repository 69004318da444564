import type { Settings } from '../settings.js';
import { StoredValue } from '../storage/stored-value.js';

/** Where the transactions of pages that have left are kept: in the tab's own storage. */
export function storedTransactions<T>(
  { issuer, clientId, resources, browser }: StoredTransactionsSettings,
  parse: (value: unknown) => T,
): StoredValue<T> {
  const owner = { issuer, clientId, resource: resources[0].resource };
  return new StoredValue(browser.sessionStorage, owner, 'transactions', parse);
}

export type StoredTransactionsSettings = Pick<
  Settings,
  'issuer' | 'clientId' | 'resources' | 'browser'
>;
