import { vi } from 'vitest';

/** Waits until `check` no longer throws; patient, because machines that run tests are busy. */
export function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 4500, interval: 5 });
}
