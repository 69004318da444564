import {
  ForbiddenError,
  InsufficientScopeError,
  ReplayRefusedError,
  SignInRequiredError,
} from '@stepscope/client';
import type { Announcer, Tone } from './announcer.js';
import { ApiError } from './api-error.js';
import { titlesOf } from './scope-words.js';

/** What a person should read when `what` did not work, or `undefined` if the page is leaving. */
export function describeError(what: string, error: unknown): string | undefined {
  if (error instanceof InsufficientScopeError) {
    const titles = titlesOf(error.missing);
    if (error.outcome === 'redirecting') return undefined;
    if (error.outcome === 'unavailable') {
      return `${what}: ${titles} is not available to your account. Ask an administrator of your workspace for a role that includes it.`;
    }
    if (error.outcome === 'blocked') {
      return `${what}: the browser blocked the window that asks for ${titles}.`;
    }
    return `${what}: ${titles} is not allowed for Coline.`;
  }
  if (error instanceof ForbiddenError) {
    return `${what}: a rule of the workspace forbids it, whatever you allow Coline.`;
  }
  if (error instanceof ReplayRefusedError) {
    return `${what}: you can do it now – press the button once more.`;
  }
  if (error instanceof SignInRequiredError) return `${what}: sign in again.`;
  if (error instanceof ApiError) return `${what}: ${error.message}`;
  return `${what}: the workspace cannot be reached right now. Try again in a moment.`;
}

/** Announces what `what` ran into; what the user has decided is no alarm. */
export function announceError({ say }: Announcer, what: string, error: unknown): void {
  const text = describeError(what, error);
  if (text !== undefined) say(text, toneOf(error));
}

/** How a failure looks: like an error, unless it follows from what the user chose not to allow. */
export function toneOf(error: unknown): Tone {
  if (!(error instanceof InsufficientScopeError)) return 'error';
  return error.outcome === 'blocked' || error.outcome === 'unavailable' ? 'error' : 'neutral';
}
