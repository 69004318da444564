import type { Kysely } from 'kysely';
import type { Tables } from '../tables.js';
import { at } from './days.js';

export async function seedAssistant(db: Kysely<Tables>, now: Date): Promise<void> {
  await db
    .insertInto('conversations')
    .values([
      {
        id: 'conversation-oak',
        title: 'How much oak for a table?',
        createdAt: at(now, -6, '10:00'),
      },
      {
        id: 'conversation-dates',
        title: 'Delivery dates before Christmas',
        createdAt: at(now, -2, '09:30'),
      },
    ])
    .execute();

  const turns = (conversationId: string, start: Date, texts: readonly string[]) =>
    texts.map((text, position) => ({
      conversationId,
      position,
      role: position % 2 === 0 ? ('member' as const) : ('kairo' as const),
      text,
      createdAt: new Date(start.getTime() + position * 20_000),
    }));
  await db
    .insertInto('conversationTurns')
    .values([
      ...turns('conversation-oak', at(now, -6, '10:00'), [
        'How much oak do I buy for a top of 2.4 m by 0.95 m, 32 mm thick?',
        'The top is 0.073 m³. With a fifth for waste, buy 0.088 m³.',
        'And the legs?',
        'Four legs of 75 mm square and 760 mm are 0.017 m³, so 0.021 m³ with waste.',
      ]),
      ...turns('conversation-dates', at(now, -2, '09:30'), [
        'Which orders can we still deliver before Christmas?',
        'Bergman in week 50. The bench only if the rails are done this week.',
      ]),
    ])
    .execute();

  await db
    .insertInto('memories')
    .values([
      {
        id: 'memory-tax',
        text: 'Prices are quoted without tax.',
        createdAt: at(now, -120, '12:00'),
      },
      {
        id: 'memory-waste',
        text: 'Count a fifth of waste for oak, a sixth for ash.',
        createdAt: at(now, -6, '10:02'),
      },
    ])
    .execute();
}
