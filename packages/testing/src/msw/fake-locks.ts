/** The locks of one browser. */
export interface FakeLocks {
  /** Locks of a page; when it is closed, `release` gives them to others. */
  of(isOpen: () => boolean): {
    run<T>(name: string, task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
    release(): void;
  };
}

interface Lock {
  /** Whoever waits, first come first. */
  readonly queue: (() => void)[];
  held: boolean;
}

/** Like Web Locks: one holder for each name, in turn. */
export function createFakeLocks(): FakeLocks {
  const locks = new Map<string, Lock>();

  const lockOf = (name: string): Lock => {
    const lock = locks.get(name) ?? { queue: [], held: false };
    locks.set(name, lock);
    return lock;
  };
  const free = (lock: Lock): void => {
    lock.held = false;
    lock.queue.shift()?.();
  };

  return {
    of(isOpen) {
      const holding = new Set<Lock>();
      const giveUp = (lock: Lock): void => {
        if (holding.delete(lock)) free(lock);
      };
      const turn = (lock: Lock, signal: AbortSignal | undefined): Promise<void> =>
        new Promise((resolve, reject) => {
          const take = (): void => {
            if (!isOpen() || signal?.aborted === true) {
              free(lock);
              return;
            }
            lock.held = true;
            holding.add(lock);
            resolve();
          };
          signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
          if (lock.held) lock.queue.push(take);
          else take();
        });
      return {
        async run(name, task, signal) {
          signal?.throwIfAborted();
          const lock = lockOf(name);
          await turn(lock, signal);
          try {
            return await task();
          } finally {
            giveUp(lock);
          }
        },
        release() {
          for (const lock of holding) giveUp(lock);
        },
      };
    },
  };
}
