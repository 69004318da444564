import type { Kysely } from 'kysely';
import type { EventAttendeeTable, Tables } from '../tables.js';
import { at } from './days.js';

export async function seedCalendar(db: Kysely<Tables>, now: Date): Promise<void> {
  const event = (
    id: string,
    days: number,
    [from, to]: readonly [string, string],
    createdBy: string,
    title: string,
    location: string,
    description: string,
  ) => ({
    id,
    title,
    location,
    description,
    startsAt: at(now, days, from),
    endsAt: at(now, days, to),
    createdBy,
    createdAt: at(now, -14, '10:00'),
  });
  await db
    .insertInto('events')
    .values([
      event('event-meeting', 1, ['08:00', '08:45'], 'ada', 'Studio meeting', 'Kitchen', ''),
      event(
        'event-nordin',
        2,
        ['13:00', '14:30'],
        'cleo',
        'The Nordins visit',
        'Showroom',
        'Ash samples, bench drawings.',
      ),
      event(
        'event-delivery',
        9,
        ['07:30', '12:00'],
        'ben',
        'Deliver the Bergman table',
        'Karlavägen 12, third floor',
        'Four people, two blankets.',
      ),
    ])
    .execute();

  const invite = (
    eventId: string,
    memberId: string,
    response: EventAttendeeTable['response'] = 'accepted',
  ) => ({ eventId, memberId, response });
  await db
    .insertInto('eventAttendees')
    .values([
      ...['ada', 'ben', 'cleo', 'mira'].map((member) => invite('event-meeting', member)),
      invite('event-meeting', 'jonas', 'declined'),
      invite('event-nordin', 'cleo'),
      invite('event-nordin', 'ada', 'invited'),
      ...['ben', 'mira', 'jonas'].map((member) => invite('event-delivery', member)),
    ])
    .execute();
}
