import type { App, Shown } from '../app.js';
import { asyncList } from '../async-list.js';
import { attempt } from '../attempt.js';
import { h } from '../dom.js';
import { formatTime } from '../format.js';
import { gate } from '../gate.js';
import { permissionControl } from '../permission-control.js';
import type { Execution } from '../workspace-api.js';
import type { Section } from './section.js';

export const kairoSection: Section = {
  id: 'kairo',
  title: 'Kairo',
  lead: 'The assistant of your workspace, and its sandbox for calculations.',
  scope: 'kairo:read',
  render: (app, shown) =>
    h(
      'div',
      { class: 'stack' },
      sandbox(app, shown),
      gate(app, shown, {
        scope: 'kairo:read',
        title: 'Conversations are locked',
        reason: 'To show your conversations with Kairo.',
        content: () =>
          h(
            'div',
            { class: 'stack' },
            h(
              'section',
              { class: 'card', 'aria-label': 'Conversations' },
              h('h2', {}, 'Conversations'),
              asyncList(app, {
                noun: 'conversations',
                load: () => app.api.listConversations(),
                empty: 'No conversations yet.',
                item: ({ title, createdAt }) => line(title, formatTime(createdAt)),
              }).element,
            ),
            h(
              'section',
              { class: 'card', 'aria-label': 'Memories' },
              h('h2', {}, 'Memories'),
              asyncList(app, {
                noun: 'memories',
                load: () => app.api.listMemories(),
                empty: 'Kairo remembers nothing yet.',
                item: ({ text }) => line(text),
              }).element,
            ),
          ),
      }),
    ),
};

function line(title: string, detail?: string): HTMLElement {
  return h(
    'li',
    {},
    h(
      'div',
      { class: 'details' },
      h('span', {}, title),
      detail === undefined ? undefined : h('span', { class: 'small muted' }, detail),
    ),
  );
}

function sandbox(app: App, shown: Shown): HTMLElement {
  const code = h('textarea', { class: 'mono', rows: '5', spellcheck: 'false' });
  code.value = '[12.5, 40, 7].reduce((sum, price) => sum + price)';
  const result = h('div');

  async function run(): Promise<void> {
    const execution = await attempt(
      app,
      { failed: 'Could not run the code', done: ({ status }) => `Kairo ran the code: ${status}.` },
      () => app.api.runCode(code.value),
    );
    if (execution !== undefined) {
      result.replaceChildren(h('pre', { class: 'content', tabindex: '0' }, outputOf(execution)));
    }
  }

  return h(
    'section',
    { class: 'card', 'aria-label': 'Run code' },
    h('h2', {}, 'Run code'),
    h('label', {}, 'JavaScript', code),
    permissionControl(app, shown, {
      label: 'Run',
      action: 'kairo.run',
      reason: 'To run your code in Kairo’s sandbox.',
      asks: 'on-refusal',
      run,
      kind: 'primary',
    }),
    result,
  );
}

function outputOf({ result, error, console }: Execution): string {
  const value = error ?? result;
  const lines = console.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry)));
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return [...lines, text].join('\n');
}
