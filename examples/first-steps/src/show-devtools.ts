import type { Client } from '@stepscope/client';

export async function showDevtools(client: Client): Promise<void> {
  // Or what your bundler has for it, such as import.meta.env.DEV: then nothing of it is shipped.
  if (location.hostname !== 'localhost') return;
  const { mountDevtools } = await import('@stepscope/client/devtools');
  mountDevtools(client);
}
