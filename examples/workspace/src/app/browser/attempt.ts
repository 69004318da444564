import type { App } from './app.js';
import { announceError } from './describe-error.js';

export interface AttemptTexts<T> {
  /** Begins the announcement of a failure, such as “Could not save”. */
  readonly failed: string;
  /** Announced when it worked; nothing is said if omitted. */
  readonly done?: string | ((value: T) => string);
}

/** Runs one request and announces how it ended. Resolves with its value, or `undefined` on failure. */
export async function attempt<T>(
  { announcer }: App,
  { failed, done }: AttemptTexts<T>,
  task: () => Promise<T>,
): Promise<T | undefined> {
  try {
    const value = await task();
    const text = typeof done === 'function' ? done(value) : done;
    if (text !== undefined) announcer.say(text, 'success');
    return value;
  } catch (error) {
    announceError(announcer, failed, error);
    return undefined;
  }
}
