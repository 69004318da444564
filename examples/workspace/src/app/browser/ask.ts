import type { Outcome, Permission } from '@stepscope/client';
import type { WorkspaceAction, WorkspaceScope } from '../../catalogue.js';
import type { App } from './app.js';
import type { Announcer } from './announcer.js';
import { announceError } from './describe-error.js';
import { titlesOf } from './scope-words.js';

/**
 * Asks the user for what `permission` lacks and announces the answer. Call it inside a click.
 * Resolves with whether the permission is there now.
 */
export async function ask(
  { client, announcer }: App,
  permission: Permission<WorkspaceScope, WorkspaceAction>,
  reason: string,
): Promise<boolean> {
  try {
    const outcome = await client.requestPermission(permission, { reason });
    announceOutcome(announcer, outcome);
    return outcome.status === 'granted';
  } catch (error) {
    announceError(announcer, 'Could not ask for the permission', error);
    return false;
  }
}

/** Says how a permission request ended. */
export function announceOutcome({ say }: Announcer, { status, granted, denied }: Outcome): void {
  switch (status) {
    case 'granted':
      return say(`${titlesOf(granted)} is on.`, 'success');
    case 'partial':
      return say(`You allowed ${titlesOf(granted)}; ${titlesOf(denied)} stays off.`);
    case 'denied':
      return say(`${titlesOf(denied)} stays off, as you chose.`);
    case 'dismissed':
      return say(`Nothing has changed: ${titlesOf(denied)} is still off.`);
    case 'blocked':
      return say(
        'The browser blocked the window. Allow windows for Coline, or use this page.',
        'error',
      );
    case 'unavailable':
      return say(
        `${titlesOf(denied)} is not available to your account. Ask an administrator of your workspace for a role that includes it.`,
        'error',
      );
    case 'redirecting':
      return;
  }
}
