import { InvalidOptionError } from '../resource-server-error.js';

/** @throws {InvalidOptionError} naming the option, unless `value` can be called. */
export function assertFunction(option: string, value: unknown): void {
  if (typeof value !== 'function') throw new InvalidOptionError(`${option} is not a function.`);
}
