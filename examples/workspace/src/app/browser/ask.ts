import type { Outcome } from '@stepscope/client';
import type { WorkspaceAction, WorkspaceScope } from '../../catalogue.js';
import type { App } from './app.js';
import { describeError } from './describe-error.js';
import { scopeOf, titlesOf } from './scope-words.js';

/**
 * Asks the user for what `permission` lacks and announces the answer. Call it inside a click.
 * Resolves with whether the permission is there now.
 */
export async function ask(
  { client, announcer }: App,
  permission: WorkspaceAction | WorkspaceScope,
  reason: string,
): Promise<boolean> {
  try {
    const outcome = await client.requestPermission(permission, { reason });
    announceOutcome(announcer.say, outcome, scopeOf(permission));
    return outcome.status === 'granted';
  } catch (error) {
    const text = describeError('Could not ask for the permission', error);
    if (text !== undefined) announcer.say(text, 'error');
    return false;
  }
}

/** Says how a permission request ended. */
export function announceOutcome(
  say: App['announcer']['say'],
  outcome: Outcome,
  needed: string,
): void {
  const lacking = titlesOf(outcome.denied.size > 0 ? outcome.denied : [needed]);
  switch (outcome.status) {
    case 'granted':
      return say(
        `${titlesOf(outcome.granted.size > 0 ? outcome.granted : [needed])} is on.`,
        'success',
      );
    case 'partial':
      return say(`You allowed ${titlesOf(outcome.granted)}; ${lacking} stays off.`);
    case 'denied':
      return say(`${lacking} stays off, as you chose.`);
    case 'dismissed':
      return say(`Nothing has changed: ${lacking} is still off.`);
    case 'blocked':
      return say(
        `The browser blocked the window. Allow windows for Coline, or use this page.`,
        'error',
      );
    case 'unavailable':
      return say(
        `${lacking} is not available to your account. Ask an administrator of your workspace for a role that includes it.`,
        'error',
      );
    case 'redirecting':
      return;
  }
}
