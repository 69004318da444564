import { InvalidOptionError } from '../resource-server-error.js';

/** What a timer of Node can wait at most, some 25 days. */
const MAX_MS = 2 ** 31 - 1;

/** @throws {InvalidOptionError} naming the option, unless a timer can wait for so long. */
export function assertMilliseconds(option: string, value: number): void {
  if (Number.isInteger(value) && value > 0 && value <= MAX_MS) return;
  throw new InvalidOptionError(
    `${option} is not a whole number of milliseconds from 1 to ${MAX_MS}.`,
  );
}
