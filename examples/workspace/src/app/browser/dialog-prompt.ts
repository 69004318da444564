import type { PermissionPrompt } from '@stepscope/client';
import { createDialogPrompt } from '@stepscope/client/dialog';
import { askIn } from './ask-in.js';

/** The SDK's dialog, which goes on in a new window or in this page as the user has chosen. */
export function dialogPrompt(): PermissionPrompt {
  const dialog = createDialogPrompt();
  return {
    show: (request) =>
      dialog.show({
        getState: () => request.getState(),
        subscribe: (listener) => request.subscribe(listener),
        dismiss: () => request.dismiss(),
        approve: (options) =>
          request.approve(options ?? { via: askIn.get() === 'page' ? 'redirect' : 'popup' }),
      }),
  };
}
