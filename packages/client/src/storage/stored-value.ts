import type { KeyValueStorage } from './key-value-storage.js';

/** Whose values they are: nothing is shared across issuers, clients or resources. */
export interface StorageOwner {
  /** Unless it is to be found. */
  readonly issuer: string | undefined;
  readonly clientId: string;
  readonly resource: string;
}

/** One JSON value under one key. What is read may have been written by anybody: it is checked. */
export class StoredValue<T> {
  readonly #storage: KeyValueStorage;
  readonly #key: string;
  readonly #parse: (value: unknown) => T | undefined;

  constructor(
    storage: KeyValueStorage,
    owner: StorageOwner,
    name: string,
    parse: (value: unknown) => T | undefined,
  ) {
    const parts = [owner.issuer ?? '', owner.clientId, owner.resource, name].map(
      encodeURIComponent,
    );
    this.#storage = storage;
    this.#key = `stepscope:${parts.join(':')}`;
    this.#parse = parse;
  }

  read(): T | undefined {
    const text = this.#storage.getItem(this.#key);
    if (text === null) return undefined;
    try {
      return this.#parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  }

  write(value: T): void {
    this.#storage.setItem(this.#key, JSON.stringify(value));
  }

  remove(): void {
    this.#storage.removeItem(this.#key);
  }
}

/** `value` as a plain record, or `undefined`. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
