import type { Kysely } from 'kysely';
import { seedAssistant } from './seeds/assistant.js';
import { seedCalendar } from './seeds/calendar.js';
import { seedFiles } from './seeds/files.js';
import { seedMessages } from './seeds/messages.js';
import { seedOrganisation } from './seeds/organisation.js';
import { seedTasks } from './seeds/tasks.js';
import type { Tables } from './tables.js';

/** Writes a furniture workshop's first days into an empty workspace: all of it, or nothing. */
export async function seedWorkspace(db: Kysely<Tables>, now: Date): Promise<void> {
  const existing = await db.selectFrom('workspace').select('name').executeTakeFirst();
  if (existing !== undefined) return;
  await db.transaction().execute(async (transaction) => {
    await seedOrganisation(transaction, now);
    await seedFiles(transaction, now);
    await seedMessages(transaction, now);
    await seedTasks(transaction, now);
    await seedCalendar(transaction, now);
    await seedAssistant(transaction, now);
  });
}
