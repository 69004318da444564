import { describe, expect, test } from 'vitest';
import { InvalidOptionError } from '../resource-server-error.js';
import { memoryReplayStore, type MemoryReplayStoreOptions } from './memory-replay-store.js';
import type { UsedProof } from './replay-store.js';

let nowMs = 1_700_000_000_000;
const store = (options: MemoryReplayStoreOptions = {}) =>
  memoryReplayStore({ now: () => nowMs, ...options });
const proof = (id: string, change: Partial<UsedProof> = {}): UsedProof => ({
  id,
  keyThumbprint: 'key',
  lifetimeMs: 60_000,
  ...change,
});

test('remembers a proof until the end of its lifetime, to the second [S1.16]', async () => {
  const proofs = store();
  expect(await proofs.remember(proof('a'))).toBe(true);
  nowMs += 60_000;
  expect(await proofs.remember(proof('a'))).toBe(false);
  nowMs += 1000;
  expect(await proofs.remember(proof('a'))).toBe(true);
});

test('is full rather than forget a proof before its time, and empties by itself', async () => {
  const proofs = store({ maxEntries: 2 });
  await proofs.remember(proof('a', { lifetimeMs: 10_000 }));
  await proofs.remember(proof('b', { lifetimeMs: 99_000 }));
  await expect(proofs.remember(proof('c'))).rejects.toThrow('The replay store is full.');
  expect(await proofs.remember(proof('a'))).toBe(false);
  nowMs += 11_000;
  expect(await proofs.remember(proof('c'))).toBe(true);
  expect(await proofs.remember(proof('b'))).toBe(false);
  await expect(proofs.remember(proof('d'))).rejects.toThrow('full');
});

test('one key cannot fill it for the others', async () => {
  const proofs = store({ maxEntriesPerKey: 2 });
  await proofs.remember(proof('a', { lifetimeMs: 10_000 }));
  await proofs.remember(proof('b'));
  await expect(proofs.remember(proof('c'))).rejects.toThrow(
    'One key has filled its part of the store.',
  );
  expect(await proofs.remember(proof('d', { keyThumbprint: 'another' }))).toBe(true);
  nowMs += 11_000;
  expect(await proofs.remember(proof('c'))).toBe(true);
});

test('a clock that is set back forgets nothing', async () => {
  const proofs = store();
  await proofs.remember(proof('a'));
  nowMs -= 3_600_000;
  expect(await proofs.remember(proof('a'))).toBe(false);
  expect(await proofs.remember(proof('b'))).toBe(true);
});

describe('refuses at construction', () => {
  test.each<[MemoryReplayStoreOptions, string]>([
    [{ maxEntries: 0 }, 'maxEntries is not a positive whole number.'],
    [{ maxEntries: Number.POSITIVE_INFINITY }, 'maxEntries'],
    [{ maxEntriesPerKey: 1.5 }, 'maxEntriesPerKey'],
    [{ now: 5 } as object, 'now is not a function.'],
    [null as unknown as object, 'options is not an object: pass { maxEntries }, or nothing.'],
    [{ maxEntry: 5 } as object, 'Unknown option of memoryReplayStore "maxEntry"'],
  ])('%j', (options, message) => {
    expect(() => memoryReplayStore(options)).toThrow(InvalidOptionError);
    expect(() => memoryReplayStore(options)).toThrow(message);
  });
});
