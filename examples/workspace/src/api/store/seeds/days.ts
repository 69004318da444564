const dayMs = 86_400_000;

/** The moment `days` after `now` (before, if negative), at `time` as `HH:MM` in UTC. */
export function at(now: Date, days: number, time: string): Date {
  const date = new Date(now.getTime() + days * dayMs).toISOString().slice(0, 10);
  return new Date(`${date}T${time}:00Z`);
}

/** The day `days` after `now`, as `YYYY-MM-DD`. */
export function dayAt(now: Date, days: number): string {
  return at(now, days, '00:00').toISOString().slice(0, 10);
}
