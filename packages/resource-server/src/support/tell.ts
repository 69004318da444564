/** Calls a listener, which is not asked to answer: what it throws must not fail the requests that wait. */
export function tell<T>(listener: (news: T) => void, news: T): void {
  try {
    listener(news);
  } catch {
    // The listener's own affair.
  }
}
