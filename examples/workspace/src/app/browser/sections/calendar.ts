import type { App, Shown } from '../app.js';
import { asyncList } from '../async-list.js';
import { attempt } from '../attempt.js';
import { h } from '../dom.js';
import { form } from '../form.js';
import { formatTime } from '../format.js';
import { gate } from '../gate.js';
import { permissionControl } from '../permission-control.js';
import type { Section } from './section.js';

export const calendarSection: Section = {
  id: 'calendar',
  title: 'Calendar',
  lead: 'Events of your workspace.',
  scope: 'calendar:read',
  render: (app, shown) => {
    let reload = async (): Promise<void> => {};
    return h(
      'div',
      { class: 'stack' },
      gate(app, shown, {
        scope: 'calendar:read',
        title: 'The calendar is locked',
        reason: 'To show your events here.',
        content: () => {
          const list = asyncList(app, {
            noun: 'events',
            load: () => app.api.listEvents(),
            empty: 'No events.',
            item: ({ title, location, startsAt }) =>
              h(
                'li',
                {},
                h(
                  'div',
                  { class: 'details' },
                  h('strong', {}, title),
                  h(
                    'span',
                    { class: 'small muted' },
                    location ? `${formatTime(startsAt)} · ${location}` : formatTime(startsAt),
                  ),
                ),
              ),
          });
          reload = () => list.reload();
          return h('section', { class: 'card', 'aria-label': 'All events' }, list.element);
        },
      }),
      newEvent(app, shown, () => reload()),
    );
  },
};

const hourMs = 3_600_000;

function newEvent(app: App, shown: Shown, reload: () => Promise<void>): HTMLElement {
  const title = h('input', { required: true, maxlength: '200', autocomplete: 'off' });
  const startsAt = h('input', { type: 'datetime-local', required: true });

  async function create(): Promise<void> {
    const start = new Date(startsAt.value);
    const created = await attempt(
      app,
      { failed: `Could not create “${title.value}”`, done: ({ title }) => `Created “${title}”.` },
      () =>
        app.api.createEvent({
          title: title.value,
          startsAt: start.toISOString(),
          endsAt: new Date(start.getTime() + hourMs).toISOString(),
        }),
    );
    if (created === undefined) return;
    title.value = '';
    await reload();
  }

  return h(
    'section',
    { class: 'card', 'aria-label': 'New event' },
    h('h2', {}, 'New event'),
    form(
      h(
        'div',
        { class: 'row' },
        h('label', {}, 'Title', title),
        h('label', {}, 'Starts', startsAt),
      ),
      permissionControl(app, shown, {
        label: 'Create event',
        action: 'events.create',
        reason: 'To put the event into your calendar.',
        asks: 'on-refusal',
        run: create,
      }),
    ),
  );
}
