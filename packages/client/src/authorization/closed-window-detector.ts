/** A window that was seen open for less than this before it looked closed may have been isolated. */
const ISOLATION_MS = 3000;

/** How long an isolated window is believed to be open: the user is reading. */
const READING_MS = 30_000;

/** How long a window that was closed is given to hand over its answer. */
const CLOSING_MS = 1000;

/**
 * A function to call every `pollMs` with whether a window looks closed, which answers whether that is
 * worth a hint. A page with Cross-Origin-Opener-Policy makes its window look closed as soon as it loads;
 * so one that looked closed from the start is given time before anybody is told, one that closes later
 * only a moment. Neither is proof.
 */
export function closedWindowDetector(pollMs: number): (looksClosed: boolean) => boolean {
  let openMs = 0;
  let closedMs = 0;
  return (looksClosed) => {
    if (!looksClosed) {
      openMs += pollMs;
      closedMs = 0;
      return false;
    }
    closedMs += pollMs;
    return closedMs > (openMs < ISOLATION_MS ? READING_MS : CLOSING_MS);
  };
}
