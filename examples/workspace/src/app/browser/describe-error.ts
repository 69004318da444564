import {
  ForbiddenError,
  InsufficientScopeError,
  ReplayRefusedError,
  SignInRequiredError,
} from '@stepscope/client';
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
    return `${what}: ${titles} is not allowed for Coline. (${error.code})`;
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
