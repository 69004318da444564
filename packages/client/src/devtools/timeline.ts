import type { Description } from './describe-event.js';

/** How many entries are kept. */
const MAX_ENTRIES = 100;

export interface TimelineEntry extends Description {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly simulated: boolean;
}

/** What has happened, the newest first; what is older than the last hundred entries is forgotten. */
export class Timeline {
  readonly #now: () => number;
  #entries: readonly TimelineEntry[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  get entries(): readonly TimelineEntry[] {
    return this.#entries;
  }

  add(
    description: Description,
    { simulated = false }: { readonly simulated?: boolean } = {},
  ): void {
    const entry = { ...description, at: this.#now(), simulated };
    this.#entries = [entry, ...this.#entries].slice(0, MAX_ENTRIES);
  }
}

/** The time of day where the page is shown, to the second. */
export function timeOfDay(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}
