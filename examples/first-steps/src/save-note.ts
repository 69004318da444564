import { InsufficientScopeError, type Client } from '@stepscope/client';

/** Saves a note, or keeps it here where the user does not allow the call. */
export async function saveNote(client: Client, body: string): Promise<string> {
  const headers = { 'Idempotency-Key': crypto.randomUUID() };
  const init = { method: 'POST', headers, body };
  try {
    const { ok } = await client.fetch('https://api.example/notes', init);
    return ok ? 'Saved.' : 'Not saved: try again.';
  } catch (error) {
    if (!(error instanceof InsufficientScopeError)) throw error;
    return `Kept here: saving needs ${[...error.missing].join(', ')}.`;
  }
}
