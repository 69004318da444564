import type { Tabs } from '../tabs/tabs.js';
import { parseTokenRecord, type TokenRecord } from './token-record.js';

/** What the tabs have written down about tokens, and what this tab knows of it, by user. */
export class TokenRecords {
  readonly #tabs: Tabs;
  readonly #versions = new Map<string, number>();

  constructor(tabs: Tabs) {
    this.#tabs = tabs;
  }

  /** The newest version that this tab knows of. */
  known(sub: string): number {
    return this.#versions.get(sub) ?? 0;
  }

  note(sub: string, version: number): void {
    this.#versions.set(sub, version);
  }

  read(sub: string): Promise<TokenRecord> {
    return this.write(sub, (record) => record);
  }

  /** What cannot be written is kept by this tab all the same. */
  write(sub: string, change: (record: TokenRecord) => TokenRecord): Promise<TokenRecord> {
    return this.#tabs
      .update(`tokens:${sub}`, (value) => change(parseTokenRecord(value)))
      .catch(() => change(parseTokenRecord(undefined)));
  }

  /** Runs `task` while it is written down that it sends the refresh token of `resource`. */
  async spending<T>(sub: string, resource: string, task: () => Promise<T>): Promise<T> {
    await this.write(sub, (record) => ({ ...record, spending: resource }));
    try {
      return await task();
    } finally {
      await this.write(sub, (record) => {
        const { spending, ...rest } = record;
        return spending === undefined ? record : rest;
      });
    }
  }
}
