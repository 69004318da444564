import { Router } from 'express';
import { z } from 'zod';
import type { ApiContext } from '../api-context.js';
import { jsonBody } from '../http/bodies.js';
import { id, moment, name, text } from '../http/fields.js';
import { invalidInput, notFound } from '../http/http-problem.js';
import { parse } from '../http/parse.js';
import { requireMembers } from '../store/require-members.js';
import type { Row } from '../store/tables.js';

const memberIds = z.array(id).max(100);
const newEvent = z.strictObject({
  title: name,
  startsAt: moment,
  endsAt: moment,
  description: text.default(''),
  location: text.default(''),
  attendees: memberIds.default([]),
});
const changes = z.strictObject({
  title: name.exactOptional(),
  startsAt: moment.exactOptional(),
  endsAt: moment.exactOptional(),
  description: text.exactOptional(),
  location: text.exactOptional(),
});

/** Events, those invited to them, and who is free when. */
export function calendarRoutes({ api, db, now, newId }: ApiContext): Router {
  const router = Router();

  router.get('/events', api.requireAction('events.list'), async (req, res) => {
    const range = z.object({ from: moment.exactOptional(), to: moment.exactOptional() });
    const { from, to } = parse(range, req.query);
    let events = db.selectFrom('events').selectAll().orderBy('startsAt').orderBy('id');
    if (from !== undefined) events = events.where('endsAt', '>', from);
    if (to !== undefined) events = events.where('startsAt', '<', to);
    res.json({ items: await events.execute() });
  });

  router.get('/events/:eventId', api.requireAction('events.view'), async (req, res) => {
    res.json(await findEvent(req.params.eventId));
  });

  router.get(
    '/events/:eventId/attendees',
    api.requireAction('events.attendees'),
    async (req, res) => {
      const event = await findEvent(req.params.eventId);
      res.json({ items: await attendeesOf(event.id) });
    },
  );

  router.get('/availability', api.requireAction('availability.view'), async (req, res) => {
    const question = parse(z.object({ member: id, from: moment, to: moment }), req.query);
    requireOrder(question.from, question.to, 'to', 'from');
    await requireMembers(db, [question.member]);
    const busy = await db
      .selectFrom('events')
      .innerJoin('eventAttendees', 'eventAttendees.eventId', 'events.id')
      .select(['startsAt', 'endsAt'])
      .where('memberId', '=', question.member)
      .where('response', '!=', 'declined')
      .where('endsAt', '>', question.from)
      .where('startsAt', '<', question.to)
      .orderBy('startsAt')
      .execute();
    res.json({ memberId: question.member, busy });
  });

  router.post('/events', api.requireAction('events.create'), jsonBody, async (req, res) => {
    const { attendees, ...input } = parse(newEvent, req.body);
    requireOrder(input.startsAt, input.endsAt, 'endsAt', 'startsAt');
    await requireMembers(db, attendees);
    const createdBy = api.getAuth(req).subject;
    const event = { id: newId(), ...input, createdBy, createdAt: now() };
    await db.insertInto('events').values(event).execute();
    await invite(event.id, attendees);
    res.status(201).location(`/events/${event.id}`).json(event);
  });

  router.patch(
    '/events/:eventId',
    api.requireAction('events.update'),
    jsonBody,
    async (req, res) => {
      const change = parse(changes, req.body);
      const event = await findEvent(req.params.eventId);
      const { startsAt = event.startsAt, endsAt = event.endsAt } = change;
      requireOrder(startsAt, endsAt, 'endsAt', 'startsAt');
      const updated = { ...event, ...change };
      await db.updateTable('events').set(updated).where('id', '=', event.id).execute();
      res.json(updated);
    },
  );

  router.post(
    '/events/:eventId/attendees',
    api.requireAction('events.invite'),
    jsonBody,
    async (req, res) => {
      const input = parse(z.strictObject({ memberIds: memberIds.min(1) }), req.body);
      const event = await findEvent(req.params.eventId);
      await requireMembers(db, input.memberIds);
      await invite(event.id, input.memberIds);
      res.status(201).json({ items: await attendeesOf(event.id) });
    },
  );

  router.delete('/events/:eventId', api.requireAction('events.delete'), async (req, res) => {
    const event = await findEvent(req.params.eventId);
    await db.deleteFrom('events').where('id', '=', event.id).execute();
    res.status(204).end();
  });

  const findEvent = async (eventId: string): Promise<Row<'events'>> => {
    const event = await db
      .selectFrom('events')
      .selectAll()
      .where('id', '=', eventId)
      .executeTakeFirst();
    if (event === undefined) throw notFound('event');
    return event;
  };

  const attendeesOf = async (eventId: string) =>
    await db
      .selectFrom('eventAttendees')
      .innerJoin('members', 'members.id', 'eventAttendees.memberId')
      .select(['memberId', 'name', 'response'])
      .where('eventId', '=', eventId)
      .orderBy('name')
      .execute();

  const invite = async (eventId: string, memberIds: readonly string[]): Promise<void> => {
    if (memberIds.length === 0) return;
    await db
      .insertInto('eventAttendees')
      .values(memberIds.map((memberId) => ({ eventId, memberId, response: 'invited' })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  };

  return router;
}

function requireOrder(from: Date, to: Date, later: string, earlier: string): void {
  if (to <= from) throw invalidInput(`${later}: it must be after ${earlier}.`);
}
