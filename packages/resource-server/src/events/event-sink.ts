import { InvalidOptionError } from '../resource-server-error.js';
import { tell } from '../support/tell.js';
import { logEvents, type Logger } from './log-events.js';
import type { EventListener } from './resource-server-event.js';

export interface EventSinkOptions {
  readonly onEvent?: EventListener;
  readonly logger?: Logger;
}

/**
 * Hands events to all who listen, whatever they throw; undefined where nobody does, so that nothing
 * need be made for them.
 * @throws {InvalidOptionError} for what cannot listen.
 */
export function eventSink({ onEvent, logger }: EventSinkOptions): EventListener | undefined {
  if (onEvent !== undefined && typeof onEvent !== 'function') {
    throw new InvalidOptionError('onEvent is not a function: pass (event) => void.');
  }
  const listeners = [onEvent, logger === undefined ? undefined : logEvents(checked(logger))];
  const heard = listeners.filter((listener) => listener !== undefined);
  if (heard.length === 0) return undefined;
  return (event) => {
    for (const listener of heard) tell(listener, event);
  };
}

function checked(logger: Logger): Logger {
  for (const level of ['error', 'warn', 'info', 'debug'] as const) {
    if (typeof (logger as Partial<Logger> | null)?.[level] === 'function') continue;
    throw new InvalidOptionError(`logger has no function ${level}: pass console, or its like.`);
  }
  return logger;
}
