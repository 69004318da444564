import type { App, Shown } from '../app.js';
import { asyncList } from '../async-list.js';
import { attempt } from '../attempt.js';
import { h } from '../dom.js';
import { form } from '../form.js';
import { describeError, toneOf } from '../describe-error.js';
import { formatDate } from '../format.js';
import { gate } from '../gate.js';
import { permissionControl } from '../permission-control.js';
import type { Section } from './section.js';

const checklist = [
  'Book the venue',
  'Send the invitations',
  'Order the catering',
  'Print the badges',
  'Test the microphones',
  'Brief the speakers',
  'Prepare the slides',
  'Set up the livestream',
  'Thank the sponsors',
  'Publish the recording',
];

/** The panel that talks to the API through axios. */
export const tasksSection: Section = {
  id: 'tasks',
  title: 'Tasks',
  lead: 'Taskboards of your workspace.',
  scope: 'tasks:read',
  render: (app, shown) => {
    let reload = async (): Promise<void> => {};
    return h(
      'div',
      { class: 'stack' },
      newTask(app, shown, () => reload()),
      gate(app, shown, {
        scope: 'tasks:read',
        title: 'The taskboards are locked',
        reason: 'To show your taskboards here.',
        content: () => {
          const list = asyncList(app, {
            noun: 'tasks',
            load: () => app.tasks.listTasks(),
            empty: 'No tasks yet.',
            item: ({ title, dueDate, assignees }) =>
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
                    [
                      dueDate === null ? 'No due date' : `Due ${formatDate(dueDate)}`,
                      assignees.length === 0 ? 'unassigned' : assignees.join(', '),
                    ].join(' · '),
                  ),
                ),
              ),
          });
          reload = () => list.reload();
          return h('section', { class: 'card', 'aria-label': 'All tasks' }, list.element);
        },
      }),
    );
  },
};

function newTask(app: App, shown: Shown, reload: () => Promise<void>): HTMLElement {
  const title = h('input', { required: true, maxlength: '200', autocomplete: 'off' });

  async function create(): Promise<void> {
    const created = await attempt(
      app,
      { failed: `Could not create “${title.value}”`, done: ({ title }) => `Created “${title}”.` },
      () => app.tasks.createTask(title.value),
    );
    if (created === undefined) return;
    title.value = '';
    await reload();
  }

  /** Ten calls at once: where the permission is lacking, the SDK asks once for all of them. */
  async function addChecklist(): Promise<void> {
    const results = await Promise.allSettled(checklist.map((each) => app.tasks.createTask(each)));
    const failures = results.filter((result) => result.status === 'rejected');
    const created = results.length - failures.length;
    const reason = failures[0] && describeError('The rest was not created', failures[0].reason);
    app.announcer.say(
      `Created ${created} of ${results.length} tasks.${reason === undefined ? '' : ` ${reason}`}`,
      failures[0] === undefined ? 'success' : toneOf(failures[0].reason),
    );
    await reload();
  }

  return h(
    'section',
    { class: 'card', 'aria-label': 'New task' },
    h('h2', {}, 'New task'),
    form(
      h('label', {}, 'Title', title),
      permissionControl(app, shown, {
        label: 'Create task',
        action: 'tasks.create',
        reason: 'To put the task on your board.',
        asks: 'on-refusal',
        run: create,
        kind: 'primary',
      }),
    ),
    h('p', { class: 'muted' }, 'Planning an event? Start with a checklist of ten tasks.'),
    permissionControl(app, shown, {
      label: 'Add the event checklist',
      action: 'tasks.create',
      reason: 'To put the ten tasks on your board.',
      asks: 'on-refusal',
      run: addChecklist,
    }),
  );
}
