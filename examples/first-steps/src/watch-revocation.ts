import type { Client } from '@stepscope/client';

/** Locks a button whenever the permission is gone, and says what was taken back elsewhere. */
export function watchRevocation(client: Client, button: HTMLButtonElement): void {
  const show = () => button.classList.toggle('locked', !client.can('files:write'));
  client.subscribe(show);
  client.on('revoked', ({ scopes }) => {
    button.title = `Taken back: ${[...scopes].join(', ')}`;
  });
  show();
}
