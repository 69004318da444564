import type { App, Shown } from '../app.js';
import { asyncList } from '../async-list.js';
import { attempt } from '../attempt.js';
import { h } from '../dom.js';
import { form } from '../form.js';
import { gate } from '../gate.js';
import { permissionControl } from '../permission-control.js';
import type { Section } from './section.js';

export const workspaceSection: Section = {
  id: 'workspace',
  title: 'Workspace',
  lead: 'Name, settings and members.',
  scope: 'workspace:read',
  render: (app, shown) =>
    gate(app, shown, {
      scope: 'workspace:read',
      title: 'The workspace is locked',
      reason: 'To show the settings and members of your workspace.',
      content: (shown) =>
        h(
          'div',
          { class: 'stack' },
          settings(app, shown),
          h(
            'section',
            { class: 'card', 'aria-label': 'Members' },
            h('h2', {}, 'Members'),
            asyncList(app, {
              noun: 'members',
              load: () => app.api.listMembers(),
              empty: 'No members.',
              item: ({ name, email, jobTitle }) =>
                h(
                  'li',
                  {},
                  h(
                    'div',
                    { class: 'details' },
                    h('strong', {}, name),
                    h('span', { class: 'small muted' }, `${jobTitle} · ${email}`),
                  ),
                ),
            }).element,
          ),
        ),
    }),
};

function settings(app: App, shown: Shown): HTMLElement {
  const name = h('input', { required: true, maxlength: '120', autocomplete: 'off' });
  const description = h('input', { maxlength: '300', autocomplete: 'off' });

  async function load(): Promise<void> {
    const workspace = await attempt(app, { failed: 'Could not load the settings' }, () =>
      app.api.viewWorkspace(),
    );
    name.value = workspace?.name ?? '';
    description.value = workspace?.description ?? '';
  }

  async function save(): Promise<void> {
    await attempt(app, { failed: 'Could not save the settings', done: 'Saved the settings.' }, () =>
      app.api.configureWorkspace({ name: name.value, description: description.value }),
    );
  }

  void load();
  const control = permissionControl(app, shown, {
    label: 'Save settings',
    action: 'workspace.configure',
    reason: 'To save the settings of your workspace.',
    asks: 'before',
    run: save,
  });
  return h(
    'section',
    { class: 'card', 'aria-label': 'Settings' },
    h('h2', {}, 'Settings'),
    form(h('label', {}, 'Name', name), h('label', {}, 'Description', description), control),
  );
}
