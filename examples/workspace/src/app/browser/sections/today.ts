import type { App } from '../app.js';
import { attempt } from '../attempt.js';
import { h } from '../dom.js';
import { formatDate, formatTime } from '../format.js';
import type { Section } from './section.js';

/**
 * Two calls at once, each with a permission of its own: where both lack theirs, the user is asked
 * once for both, and either half works alone.
 */
export const todaySection: Section = {
  id: 'today',
  title: 'Today',
  lead: 'What is coming up, from your calendar and your taskboards.',
  render: (app) => {
    const events = h('div', {}, h('p', { class: 'muted' }, 'Not loaded yet.'));
    const tasks = h('div', {}, h('p', { class: 'muted' }, 'Not loaded yet.'));

    async function load(): Promise<void> {
      await Promise.all([loadEvents(app, events), loadTasks(app, tasks)]);
    }

    return h(
      'div',
      { class: 'stack' },
      h(
        'div',
        {},
        h(
          'button',
          { type: 'button', class: 'primary', onclick: () => void load() },
          'Show my day',
        ),
      ),
      h('section', { class: 'card', 'aria-label': 'Events' }, h('h2', {}, 'Events'), events),
      h('section', { class: 'card', 'aria-label': 'Open tasks' }, h('h2', {}, 'Open tasks'), tasks),
    );
  },
};

async function loadEvents(app: App, place: HTMLElement): Promise<void> {
  const events = await attempt(app, { failed: 'Could not load your events' }, () =>
    app.api.listEvents(),
  );
  place.replaceChildren(
    day(
      events?.map(({ title, startsAt }) => [title, formatTime(startsAt)] as const),
      'Your calendar is not shown.',
    ),
  );
}

async function loadTasks(app: App, place: HTMLElement): Promise<void> {
  const tasks = await attempt(app, { failed: 'Could not load your tasks' }, () =>
    app.tasks.listTasks(),
  );
  place.replaceChildren(
    day(
      tasks?.map(
        ({ title, dueDate }) =>
          [title, dueDate === null ? 'No due date' : `Due ${formatDate(dueDate)}`] as const,
      ),
      'Your tasks are not shown.',
    ),
  );
}

function day(
  lines: readonly (readonly [title: string, detail: string])[] | undefined,
  missing: string,
): Node {
  if (lines === undefined) return h('p', { class: 'empty' }, missing);
  if (lines.length === 0) return h('p', { class: 'empty' }, 'Nothing here.');
  return h(
    'ul',
    { class: 'list' },
    ...lines.map(([title, detail]) =>
      h(
        'li',
        {},
        h(
          'div',
          { class: 'details' },
          h('strong', {}, title),
          h('span', { class: 'small muted' }, detail),
        ),
      ),
    ),
  );
}
