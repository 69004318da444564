const dateTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** An ISO 8601 time for people, in their time zone; the text itself where it is none. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : dateTime.format(time);
}

/** A date (`YYYY-MM-DD`) for people. */
export function formatDate(iso: string): string {
  const time = new Date(`${iso}T00:00:00`);
  return Number.isNaN(time.getTime()) ? iso : date.format(time);
}
