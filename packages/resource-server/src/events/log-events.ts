import type { EventListener, ResourceServerEvent } from './resource-server-event.js';

/** Where log lines go: `console`, pino, winston and their like fit. */
export interface Logger {
  error(line: string): void;
  warn(line: string): void;
  info(line: string): void;
  debug(line: string): void;
}

/** A listener that writes a line for each event: outages as errors, what shadow mode would have stopped
 * as warnings, refusals as information, the rest for debugging. */
export function logEvents(logger: Logger): EventListener {
  // What a logger answers goes back: `tell` looks after promises that reject.
  return (event) => logger[levelOf(event)](lineOf(event));
}

function levelOf(event: ResourceServerEvent): keyof Logger {
  if (event.type === 'unavailable') return 'error';
  if (event.type === 'keys-fetched') return 'debug';
  switch (event.outcome) {
    case 'shadowed':
      return 'warn';
    case 'denied':
      return 'info';
    case 'allowed':
    case 'preflight':
      return 'debug';
  }
}

function lineOf(event: ResourceServerEvent): string {
  switch (event.type) {
    case 'unavailable':
      return `stepscope: ${inOneLine(event.error.message)}`;
    case 'keys-fetched':
      return `stepscope: fetched ${event.keys} keys of ${event.issuer}`;
    case 'decision': {
      const { type: _, outcome, missing, ...details } = event;
      const lacks = missing === undefined ? {} : { missing: missing.join(' ') };
      const members = Object.entries({ ...details, ...lacks });
      return `stepscope: ${[outcome, ...members.map(([name, value]) => `${name}=${printable(value)}`)].join(' ')}`;
    }
  }
}

/** An application's own error may quote what a token says. */
function inOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}

/** A client id comes out of a token: it must not begin a line of its own. */
function printable(value: string | number): string {
  const text = String(value);
  return /^[\w.:/@+-]+$/.test(text) ? text : JSON.stringify(text);
}
