import { ScopeSet } from '@stepscope/core';
import type { ClientEvents, ClientSnapshot, ClientUser } from '../client.js';
import { tellAll } from './tell-all.js';

type Listener<T extends keyof ClientEvents> = (event: ClientEvents[T]) => void;

/** The snapshot that applications render from, and the events that tell them of more than it shows. */
export class ClientStore {
  #snapshot: ClientSnapshot = {
    status: 'starting',
    granted: ScopeSet.empty,
    requested: ScopeSet.empty,
    denied: ScopeSet.empty,
    unavailable: ScopeSet.empty,
    user: undefined,
  };
  readonly #listeners = new Map<keyof ClientEvents, Set<(event: never) => void>>();

  get snapshot(): ClientSnapshot {
    return this.#snapshot;
  }

  /** Takes over what differs; without a difference the snapshot stays the same object. */
  update(changes: Partial<ClientSnapshot>): void {
    const next = { ...this.#snapshot, ...changes };
    const before = this.#snapshot;
    const same =
      next.status === before.status &&
      sameUser(next.user, before.user) &&
      next.granted.equals(before.granted) &&
      next.requested.equals(before.requested) &&
      next.denied.equals(before.denied) &&
      next.unavailable.equals(before.unavailable);
    if (same) return;
    this.#snapshot = next;
    this.emit('change', next);
  }

  on<T extends keyof ClientEvents>(type: T, listener: Listener<T>): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    // A wrapper of its own, so that one function added twice is called twice and removed one by one.
    const entry = (event: ClientEvents[T]): void => listener(event);
    listeners.add(entry);
    return () => void listeners.delete(entry);
  }

  /** Tells every listener; one that throws is reported as an uncaught error, and stops nobody. */
  emit<T extends keyof ClientEvents>(type: T, event: ClientEvents[T]): void {
    tellAll((this.#listeners.get(type) ?? []) as Iterable<Listener<T>>, event);
  }
}

function sameUser(a: ClientUser | undefined, b: ClientUser | undefined): boolean {
  return a?.sub === b?.sub && a?.name === b?.name && a?.email === b?.email;
}
