/** What the sieve writes into an entry. */
export interface SieveEntry<Entry> {
  /** Whether it was asked for since the hand came by. */
  used: boolean;
  older: Entry | undefined;
  newer: Entry | undefined;
}

/**
 * Which entry to forget next by the rule SIEVE (NSDI 2024): the hand goes from old to new and round
 * again, spares those that were used since it last came by, and takes the first that was not. Entries
 * that are used once drive out those in use less than by the rule of the longest unused.
 *
 * A list of its own, for the iterator of a `Map` that rests keeps every table that the map outgrows.
 */
export class Sieve<Entry extends SieveEntry<Entry>> {
  #oldest: Entry | undefined;
  #newest: Entry | undefined;
  /** The last entry that the hand passed; none before it begins a round. */
  #passed: Entry | undefined;

  add(entry: Entry): void {
    entry.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  /** Takes out an entry that is in; it then leads to no other. */
  remove(entry: Entry): void {
    const { older, newer } = entry;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    if (this.#passed === entry) this.#passed = older;
    entry.older = undefined;
    entry.newer = undefined;
  }

  /** The entry to forget, still in; undefined if there is none. */
  next(): Entry | undefined {
    for (;;) {
      const entry = this.#passed === undefined ? this.#oldest : this.#passed.newer;
      if (entry?.used === true) {
        entry.used = false;
        this.#passed = entry;
      } else if (entry === undefined && this.#passed !== undefined) {
        this.#passed = undefined;
      } else {
        return entry;
      }
    }
  }
}
