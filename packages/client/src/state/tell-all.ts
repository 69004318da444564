/** Tells every listener; one that throws is reported as an uncaught error, and stops nobody. */
export function tellAll<E>(listeners: Iterable<(event: E) => void>, event: E): void {
  for (const listener of listeners) {
    try {
      listener(event);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
