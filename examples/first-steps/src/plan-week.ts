import type { Client } from '@stepscope/client';

/** Plans a week in tasks and in a file, or in that of the two which the user allows. */
export async function planWeek(client: Client): Promise<string> {
  const reason = 'To write your week into your tasks and a file.';
  const { status, denied } = await client.requestPermission('week.plan', { reason });
  if (status === 'granted') return 'Planned, in your tasks and in a file.';
  if (status === 'partial') return `Planned without ${[...denied].join(', ')}.`;
  return 'Not planned.';
}
