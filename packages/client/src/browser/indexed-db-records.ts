import type { SharedRecords } from './shared-records.js';

const DATABASE = 'stepscope';
const STORE = 'records';

/** Opening hangs at times (WebKit bug 226547), and while another page holds on to a removed database. */
const OPEN_TIMEOUT_MS = 3000;

/** Records in IndexedDB, which is opened at the first use. */
export function createIndexedDbRecords(): SharedRecords {
  let opened: Promise<IDBDatabase> | undefined;

  const database = (): Promise<IDBDatabase> => {
    opened ??= open(() => (opened = undefined)).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };

  return {
    async update<T>(key: string, change: (value: unknown) => T): Promise<T> {
      const transaction = (await database()).transaction(STORE, 'readwrite');
      const store = transaction.objectStore(STORE);
      const reading = store.get(key);
      return new Promise<T>((resolve, reject) => {
        let next: T;
        let failure: Error | undefined;
        reading.addEventListener('success', () => {
          const value: unknown = reading.result;
          try {
            next = change(value);
            if (next === undefined) store.delete(key);
            else if (next !== value) store.put(next, key);
          } catch (error) {
            failure = error as Error;
            transaction.abort();
          }
        });
        transaction.addEventListener('complete', () => resolve(next));
        transaction.addEventListener('abort', () => reject(failure ?? transaction.error));
      });
    },
  };
}

function open(onClose: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('IndexedDB does not open.')), OPEN_TIMEOUT_MS);
    const request = indexedDB.open(DATABASE, 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE));
    request.addEventListener('error', () => reject(request.error));
    request.addEventListener('success', () => {
      clearTimeout(timer);
      const database = request.result;
      // The user clears the site's data: nobody waits for this page to let go.
      database.addEventListener('versionchange', () => {
        database.close();
        onClose();
      });
      database.addEventListener('close', onClose);
      resolve(database);
    });
  });
}
