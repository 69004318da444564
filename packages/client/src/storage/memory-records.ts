import type { SharedRecords } from '../browser/shared-records.js';

/** Records that live as long as the page, and are shared with nobody. */
export function createMemoryRecords(): SharedRecords {
  const records = new Map<string, unknown>();
  return {
    async update(key, change) {
      const next = change(records.get(key));
      records.set(key, next);
      return next;
    },
  };
}
