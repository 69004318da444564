/** How many tokens are judged together. */
const WINDOW = 256;

/** As many requests in a window as have to bring a token again for each one to be remembered. */
const WORTHWHILE = 16;

/** Marks for each token that the cache may hold: one that comes again later than this is not known. */
const MARKS_PER_ENTRY = 4;

/**
 * Decides which tokens a cache remembers: each of them, unless nearly none comes again. Then one has to
 * come twice, so that a flood of tokens for a single request each takes neither memory nor the time to
 * put them there.
 */
export class Admission {
  /** Of tokens that came: a hash, at the place that it says. */
  readonly #marks: Uint32Array;
  #isPicky = false;
  #judged = 0;
  #again = 0;

  /** For a cache of so many entries. */
  constructor(maxEntries: number) {
    this.#marks = new Uint32Array(Math.min(MARKS_PER_ENTRY * maxEntries, 2 ** 18));
  }

  /** A request brought a token that is remembered. */
  hit(): void {
    this.#again++;
  }

  /** Whether a token that was found valid is to be remembered; `index` is all that it is known by. */
  admits(index: string): boolean {
    const hash = hashOf(index);
    const place = hash % this.#marks.length;
    const came = this.#marks[place] === hash;
    this.#marks[place] = hash;
    if (came) this.#again++;
    const admitted = came || !this.#isPicky;
    if (++this.#judged === WINDOW) {
      this.#isPicky = this.#again < WORTHWHILE;
      this.#judged = 0;
      this.#again = 0;
    }
    return admitted;
  }
}

/** FNV-1a. Whoever finds two that are alike has a token remembered early, and no more. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
