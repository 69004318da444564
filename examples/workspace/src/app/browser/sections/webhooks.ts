import type { App, Shown } from '../app.js';
import { asyncList, type AsyncList } from '../async-list.js';
import { attempt } from '../attempt.js';
import { h } from '../dom.js';
import { form } from '../form.js';
import { gate } from '../gate.js';
import { permissionControl } from '../permission-control.js';
import type { Webhook } from '../workspace-api.js';
import type { Section } from './section.js';

export const webhooksSection: Section = {
  id: 'webhooks',
  title: 'Webhooks',
  lead: 'Addresses that your workspace calls when something happens.',
  scope: 'webhooks:read',
  render: (app, shown) =>
    gate(app, shown, {
      scope: 'webhooks:read',
      title: 'Webhooks are locked',
      reason: 'To show the webhooks of your workspace.',
      content: (shown) => {
        const list: AsyncList = asyncList(app, {
          noun: 'webhooks',
          load: () => app.api.listWebhooks(),
          empty: 'No webhooks yet.',
          item: (webhook) => webhookItem(app, shown, webhook, () => list.reload()),
        });
        return h(
          'div',
          { class: 'stack' },
          h('section', { class: 'card', 'aria-label': 'All webhooks' }, list.element),
          newWebhook(app, shown, () => list.reload()),
        );
      },
    }),
};

function webhookItem(
  app: App,
  shown: Shown,
  { id, url, events, active }: Webhook,
  reload: () => Promise<void>,
): HTMLElement {
  return h(
    'li',
    {},
    h(
      'div',
      { class: 'details' },
      h('strong', {}, url),
      h('span', { class: 'small muted' }, `${active ? 'On' : 'Off'} · ${events.join(', ')}`),
    ),
    permissionControl(app, shown, {
      label: 'Delete',
      subject: url,
      action: 'webhooks.delete',
      reason: 'To delete the webhook that you chose.',
      asks: 'before',
      run: async () => {
        await attempt(
          app,
          { failed: 'Could not delete the webhook', done: 'Deleted the webhook.' },
          () => app.api.deleteWebhook(id),
        );
        await reload();
      },
    }),
  );
}

function newWebhook(app: App, shown: Shown, reload: () => Promise<void>): HTMLElement {
  const url = h('input', { type: 'url', required: true, placeholder: 'https://' });
  const control = permissionControl(app, shown, {
    label: 'Create webhook',
    action: 'webhooks.create',
    reason: 'To set up the webhook that you described.',
    asks: 'before',
    run: async () => {
      const created = await attempt(
        app,
        { failed: 'Could not create the webhook', done: 'Created the webhook.' },
        () => app.api.createWebhook({ url: url.value, events: ['files.changed'] }),
      );
      if (created === undefined) return;
      url.value = '';
      await reload();
    },
  });
  return h(
    'section',
    { class: 'card', 'aria-label': 'New webhook' },
    h('h2', {}, 'New webhook'),
    form(h('label', {}, 'Address to call when a file changes', url), control),
  );
}
