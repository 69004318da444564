import { expect } from 'vitest';

/** Repeats `read` until `check` accepts what it answers; else fails with the check's last complaint. */
export async function until<T>(
  read: () => T | Promise<T>,
  check: (value: T) => void,
): Promise<void> {
  await expect.poll(async () => complaintAbout(await read(), check), { timeout: 15_000 }).toBe('');
}

function complaintAbout<T>(value: T, check: (value: T) => void): string {
  try {
    check(value);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
