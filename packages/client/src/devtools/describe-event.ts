import type { ScopeSet } from '@stepscope/core';
import type { ClientEvents } from '../client.js';
import type { LogEvent } from '../log-event.js';
import type { OutcomeStatus } from '../outcome.js';

/** Scopes of one resource. */
export interface ResourceScopes {
  readonly resource: string;
  readonly scopes: ScopeSet;
}

/** An event in words, for a developer. */
export interface Description {
  readonly title: string;
  readonly detail: string;
  readonly scopes: readonly ResourceScopes[];
  readonly tone: 'plain' | 'good' | 'bad';
}

/** What an application's own listeners hear besides. */
export type HeardEvent =
  | { readonly type: 'denied' | 'revoked'; readonly resource: string; readonly scopes: ScopeSet }
  | { readonly type: 'signed-out'; readonly reason: ClientEvents['signed-out']['reason'] };

export function describeEvent(event: LogEvent | HeardEvent): Description {
  switch (event.type) {
    case 'authorization-started': {
      const { purpose, via, issuer, pushed, requested } = event;
      const detail = `${purpose} by ${via} at ${issuer}${pushed ? ', pushed' : ''}; requested`;
      return {
        title: 'Authorization started',
        detail,
        scopes: byResource(requested),
        tone: 'plain',
      };
    }
    case 'authorization-ended': {
      const { purpose, error, granted = {} } = event;
      const title = 'Authorization ended';
      return error === undefined
        ? { title, detail: `${purpose}; granted`, scopes: byResource(granted), tone: 'good' }
        : { title, detail: `${purpose}: ${error}`, scopes: [], tone: 'bad' };
    }
    case 'refreshed':
      return event.granted === undefined
        ? { title: 'Refresh', detail: 'refused: the sign-in is over', scopes: [], tone: 'bad' }
        : { title: 'Refresh', detail: 'granted', scopes: [of(event, event.granted)], tone: 'good' };
    case 'call-refused': {
      const needs = event.needed.size > 0 ? '; it needs' : '';
      return {
        title: 'Challenge',
        detail: `${event.method} ${event.path}: ${event.reason}${needs}`,
        scopes: some(event, event.needed),
        tone: 'bad',
      };
    }
    case 'call-repeated':
      return {
        title: 'Call repeated',
        detail: `${event.method} ${event.path}`,
        scopes: [],
        tone: 'plain',
      };
    case 'asked': {
      const why = event.byUser ? 'the application asked for it' : 'because of a challenge';
      const again = event.signInAgain ? ', to sign in again' : '';
      return {
        title: event.asked ? 'Prompt' : 'No prompt',
        detail: event.asked
          ? `${why}${again}${event.scopes.size > 0 ? '; missing' : ''}`
          : 'a challenge may not ask for what is denied, unavailable or was asked for lately',
        scopes: some(event, event.scopes),
        tone: event.asked ? 'plain' : 'bad',
      };
    }
    case 'answered':
      return { title: 'Outcome', detail: event.outcome, scopes: [], tone: toneOf(event.outcome) };
    case 'denied':
      return {
        title: 'Denied',
        detail: 'and remembered',
        scopes: [of(event, event.scopes)],
        tone: 'bad',
      };
    case 'revoked':
      return {
        title: 'Revoked',
        detail: 'taken back elsewhere',
        scopes: [of(event, event.scopes)],
        tone: 'bad',
      };
    case 'signed-out':
      return { title: 'Signed out', detail: event.reason, scopes: [], tone: 'plain' };
  }
}

function of({ resource }: { readonly resource: string }, scopes: ScopeSet): ResourceScopes {
  return { resource, scopes };
}

/** None where there is nothing to say of scopes. */
function some(event: { readonly resource: string }, scopes: ScopeSet): readonly ResourceScopes[] {
  return scopes.size === 0 ? [] : [of(event, scopes)];
}

function byResource(scopes: Readonly<Record<string, ScopeSet>>): readonly ResourceScopes[] {
  return Object.entries(scopes).map(([resource, set]) => ({ resource, scopes: set }));
}

function toneOf(outcome: OutcomeStatus): Description['tone'] {
  if (outcome === 'granted') return 'good';
  return outcome === 'redirecting' || outcome === 'dismissed' ? 'plain' : 'bad';
}
