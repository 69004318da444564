import { InvalidOptionError } from '../resource-server-error.js';
import { assertFunction } from '../support/assert-function.js';
import { assertOptions } from '../support/assert-options.js';
import type { ReplayStore, UsedProof } from './replay-store.js';

export interface MemoryReplayStoreOptions {
  /** How many proofs it remembers, about 250 bytes each. @default 100_000 */
  readonly maxEntries?: number;
  /** How many of them one client's key may fill. @default 10_000 */
  readonly maxEntriesPerKey?: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

const optionNames: Record<keyof MemoryReplayStoreOptions, true> = {
  maxEntries: true,
  maxEntriesPerKey: true,
  now: true,
};

/**
 * A replay store in the memory of this process: right for one node. It forgets a proof when it has
 * become too old, and none before: when it is full, or full of one client's proofs, it rejects, and
 * the request is answered with 503.
 * @throws {InvalidOptionError} for an option that breaks a rule.
 */
export function memoryReplayStore(options: MemoryReplayStoreOptions = {}): ReplayStore {
  const fix = '{ maxEntries }, or nothing';
  assertOptions('options', options, { of: 'memoryReplayStore', known: optionNames, fix });
  const { maxEntries = 100_000, maxEntriesPerKey = 10_000, now = Date.now } = options;
  assertCount('maxEntries', maxEntries);
  assertCount('maxEntriesPerKey', maxEntriesPerKey);
  assertFunction('now', now);

  const ids = new Set<string>();
  const countByKey = new Map<string, number>();
  /** By the second after which they are forgotten. */
  const bySecond = new Map<number, UsedProof[]>();
  let forgottenAt = Number.NEGATIVE_INFINITY;

  function forgetOld(second: number): void {
    // The seconds that are remembered are few, and are looked through once in each.
    if (second === forgottenAt) return;
    forgottenAt = second;
    for (const [last, proofs] of bySecond) {
      if (last >= second) continue;
      bySecond.delete(last);
      for (const { id, keyThumbprint } of proofs) {
        ids.delete(id);
        const left = countByKey.get(keyThumbprint)! - 1;
        if (left === 0) countByKey.delete(keyThumbprint);
        else countByKey.set(keyThumbprint, left);
      }
    }
  }

  return {
    async remember(proof) {
      const { id, keyThumbprint, lifetimeMs } = proof;
      const time = now();
      forgetOld(Math.floor(time / 1000));
      if (ids.has(id)) return false;
      const ofKey = countByKey.get(keyThumbprint) ?? 0;
      if (ids.size >= maxEntries) throw new Error('The replay store is full.');
      if (ofKey >= maxEntriesPerKey) throw new Error('One key has filled its part of the store.');
      ids.add(id);
      countByKey.set(keyThumbprint, ofKey + 1);
      const second = Math.floor((time + lifetimeMs) / 1000);
      const proofs = bySecond.get(second);
      if (proofs === undefined) bySecond.set(second, [proof]);
      else proofs.push(proof);
      return true;
    },
  };
}

function assertCount(option: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidOptionError(`${option} is not a positive whole number.`);
  }
}
