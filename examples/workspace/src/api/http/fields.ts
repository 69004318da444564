import { z } from 'zod';

/** A name for people: one line, trimmed. */
export const name = z
  .string()
  .trim()
  .min(1, 'A name has at least one character.')
  .max(200, 'A name has at most 200 characters.')
  .regex(/^\P{Cc}*$/u, 'A name is one line without control characters.');

/** Running text. */
export const text = z.string().max(10_000, 'A text has at most 10 000 characters.');

/** An id of this API. */
export const id = z.string().min(1).max(100);

/** A moment, with its offset from UTC. */
export const moment = z.iso
  .datetime({ offset: true, error: 'Write a moment as 2026-11-22T09:00:00Z.' })
  .transform((value) => new Date(value));

/** A day. */
export const day = z.iso.date('Write a day as 2026-11-22.');
