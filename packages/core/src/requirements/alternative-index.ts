/** Scopes that meet a requirement together. Not empty once it is made. */
export type Alternative = Set<string>;

/** What the expansion of one requirement has cost so far. */
export interface Spent {
  parts: number;
  /** Names that were looked at. */
  names: number;
}

/** Finds out whether an alternative contains one of those that were added. */
export class AlternativeIndex {
  readonly #counts = new Map<string, number>();
  /** By the rarest of their names: whatever contains an alternative has that name, too. */
  readonly #byName = new Map<string, Alternative[]>();

  /** @param all Those that will be added, and maybe others: what names are rare among them. */
  constructor(all: readonly Alternative[]) {
    for (const alternative of all) {
      for (const name of alternative) this.#counts.set(name, this.#countOf(name) + 1);
    }
  }

  add(alternative: Alternative): void {
    let rarest = '';
    for (const name of alternative) {
      if (rarest === '' || this.#countOf(name) < this.#countOf(rarest)) rarest = name;
    }
    const known = this.#byName.get(rarest);
    if (known === undefined) this.#byName.set(rarest, [alternative]);
    else known.push(alternative);
  }

  hasPartOf(alternative: Alternative, spent: Spent): boolean {
    for (const name of alternative) {
      spent.names++;
      for (const smaller of this.#byName.get(name) ?? []) {
        if (contains(alternative, smaller, spent)) return true;
      }
    }
    return false;
  }

  #countOf(name: string): number {
    return this.#counts.get(name) ?? 0;
  }
}

function contains(alternative: Alternative, smaller: Alternative, spent: Spent): boolean {
  for (const name of smaller) {
    spent.names++;
    if (!alternative.has(name)) return false;
  }
  return true;
}
