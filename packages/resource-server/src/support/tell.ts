/**
 * Calls a listener, which is not asked to answer: what it throws, or rejects with later, must fail
 * neither the requests that wait nor the process.
 */
export function tell<T>(listener: (news: T) => unknown, news: T): void {
  try {
    const answer = listener(news);
    if (answer instanceof Promise) answer.catch(ignore);
  } catch {
    // The listener's own affair.
  }
}

function ignore(): void {}
