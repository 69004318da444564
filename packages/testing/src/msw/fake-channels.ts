export interface FakeChannel {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  close(): void;
}

/** The channels of one browser. */
export interface FakeChannels {
  /** Channels of a page, which speak and hear while it is open. */
  of(isOpen: () => boolean): { open(name: string): FakeChannel };
}

/** Like BroadcastChannels: everybody but the sender hears, a little later. */
export function createFakeChannels(): FakeChannels {
  const channels = new Map<string, Set<(message: unknown) => void>>();
  return {
    of: (isOpen) => ({
      open(name) {
        const members = channels.get(name) ?? new Set();
        channels.set(name, members);
        const own = new Set<(message: unknown) => void>();
        return {
          post(message) {
            if (!isOpen()) return;
            const copy: unknown = structuredClone(message);
            const heard = [...members].filter((member) => !own.has(member));
            queueMicrotask(() => {
              for (const member of heard) member(copy);
            });
          },
          onMessage(listener) {
            const hear = (message: unknown): void => {
              if (isOpen()) listener(message);
            };
            members.add(hear);
            own.add(hear);
          },
          close() {
            for (const listener of own) members.delete(listener);
          },
        };
      },
    }),
  };
}
