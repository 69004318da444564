import { InvalidOptionError } from '../resource-server-error.js';

/** @throws {InvalidOptionError} naming the option, unless `value` is a span of time. */
export function assertSeconds(option: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new InvalidOptionError(`${option} is not a positive number of seconds.`);
}
