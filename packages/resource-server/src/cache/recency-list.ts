/** What can stand in a `RecencyList`. */
export class RecencyNode {
  /** @internal */ older: RecencyNode = this;
  /** @internal */ newer: RecencyNode = this;
}

/** Items in the order in which they were last used. Every operation takes the same short time. */
export class RecencyList<Item extends RecencyNode> {
  /** Before the first and after the last: `#ends.newer` is the longest unused. */
  readonly #ends = new RecencyNode();

  /** The longest unused item. */
  get oldest(): Item | undefined {
    const { newer } = this.#ends;
    return newer === this.#ends ? undefined : (newer as Item);
  }

  /** Notes that `item` is used now; adds it if it is not there. */
  use(item: Item): void {
    this.remove(item);
    const { older } = this.#ends;
    item.older = older;
    item.newer = this.#ends;
    older.newer = item;
    this.#ends.older = item;
  }

  remove(item: Item): void {
    item.older.newer = item.newer;
    item.newer.older = item.older;
    item.older = item;
    item.newer = item;
  }
}
