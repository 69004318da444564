import type { Kysely } from 'kysely';
import type { Tables } from '../tables.js';
import { at } from './days.js';

export async function seedMessages(db: Kysely<Tables>, now: Date): Promise<void> {
  await db
    .insertInto('channels')
    .values([
      { id: 'channel-general', name: 'general', topic: 'Everybody, everything' },
      { id: 'channel-workshop', name: 'workshop', topic: 'Machines, wood, finishes' },
      { id: 'channel-clients', name: 'clients', topic: 'Orders and dates' },
    ])
    .execute();

  const say = (
    id: string,
    channel: string,
    createdBy: string,
    createdAt: Date,
    body: string,
    threadId: string | null = null,
  ) => ({ id, channelId: `channel-${channel}`, threadId, body, createdBy, createdAt });

  await db
    .insertInto('messages')
    .values([
      say('message-oil', 'workshop', 'mira', at(now, -5, '09:14'), 'The new oil is on the offcut.'),
      say(
        'message-oil-1',
        'workshop',
        'jonas',
        at(now, -4, '07:40'),
        'Dry to the touch this morning. No marks from a wet glass.',
        'message-oil',
      ),
      say(
        'message-oil-2',
        'workshop',
        'ada',
        at(now, -4, '08:02'),
        'Then we take it for Bergman. Mira, can you note the batch?',
        'message-oil',
      ),
      say(
        'message-saw',
        'workshop',
        'jonas',
        at(now, -1, '15:20'),
        'Blade on the table saw is changed. The old one goes to sharpening on Friday.',
      ),
      say(
        'message-week',
        'general',
        'ben',
        at(now, -3, '08:05'),
        'This week: legs for Bergman, rails for the bench, a visit from the Nordin family.',
      ),
      say(
        'message-lunch',
        'general',
        'cleo',
        at(now, -1, '11:30'),
        'Soup for six today. Who is here?',
      ),
      say(
        'message-nordin',
        'clients',
        'cleo',
        at(now, -2, '13:45'),
        'The Nordins would like ash, and benches instead of chairs. I send the price tonight.',
      ),
    ])
    .execute();

  await db
    .insertInto('reactions')
    .values([
      { messageId: 'message-lunch', emoji: '🍲', memberId: 'mira' },
      { messageId: 'message-lunch', emoji: '🍲', memberId: 'jonas' },
      { messageId: 'message-saw', emoji: '👍', memberId: 'mira' },
    ])
    .execute();
  await db
    .insertInto('attachments')
    .values({
      id: 'attachment-oil-note',
      fileId: null,
      messageId: 'message-oil',
      name: 'oil-test.txt',
      mediaType: 'text/plain',
      content: Buffer.from('Hard wax oil, matt, batch 4471. Two coats, 12 h between.\n'),
      createdBy: 'mira',
      createdAt: at(now, -5, '09:15'),
    })
    .execute();
}
