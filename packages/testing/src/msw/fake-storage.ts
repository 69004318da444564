export interface FakeStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  /** Everything in it, for assertions on what is written down. */
  entries(): Readonly<Record<string, string>>;
}

export function createFakeStorage(): FakeStorage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    entries: () => Object.fromEntries(items),
  };
}

/** What a client keeps in IndexedDB. */
export interface FakeRecords {
  update<T>(key: string, change: (value: unknown) => T): Promise<T>;
  /** Everything in it, for assertions on what is written down. */
  entries(): Readonly<Record<string, unknown>>;
}

/** The database of one browser. */
export interface FakeDatabase {
  /** What a page sees of it, while it is open. */
  of(isOpen: () => boolean): FakeRecords;
}

/** What is in it are copies, and an answer comes a little later. */
export function createFakeDatabase(): FakeDatabase {
  const records = new Map<string, unknown>();
  return {
    of: (isOpen) => ({
      async update(key, change) {
        await Promise.resolve();
        if (!isOpen()) return new Promise(() => {});
        const next = change(structuredClone(records.get(key)));
        if (next === undefined) records.delete(key);
        else records.set(key, structuredClone(next));
        return next;
      },
      entries: () => Object.fromEntries(records),
    }),
  };
}
