import type { App, Shown } from '../app.js';
import { asyncList } from '../async-list.js';
import { attempt } from '../attempt.js';
import { h } from '../dom.js';
import { form } from '../form.js';
import { formatTime } from '../format.js';
import { gate } from '../gate.js';
import { permissionControl } from '../permission-control.js';
import type { Channel } from '../workspace-api.js';
import type { Section } from './section.js';

export const messagesSection: Section = {
  id: 'messages',
  title: 'Messages',
  lead: 'Channels and threads of your workspace.',
  scope: 'messages:read',
  render: (app, shown) =>
    gate(app, shown, {
      scope: 'messages:read',
      title: 'Messages are locked',
      reason: 'To show your channels here.',
      content: (shown) => {
        const channels = h('div', { class: 'stack' });
        const list = asyncList(app, {
          noun: 'channels',
          load: () => app.api.listChannels(),
          empty: 'There are no channels yet.',
          item: (channel) => channelItem(app, shown, channel, channels),
        });
        return h(
          'div',
          { class: 'stack' },
          h('section', { class: 'card', 'aria-label': 'Channels' }, list.element),
          channels,
        );
      },
    }),
};

function channelItem(app: App, shown: Shown, channel: Channel, place: HTMLElement): HTMLElement {
  return h(
    'li',
    {},
    h(
      'div',
      { class: 'details' },
      h('strong', {}, `# ${channel.name}`),
      h('span', { class: 'small muted' }, channel.topic),
    ),
    h(
      'button',
      {
        type: 'button',
        onclick: () => place.replaceChildren(channelCard(app, shown, channel)),
      },
      'Open',
      h('span', { class: 'visually-hidden' }, ` ${channel.name}`),
    ),
  );
}

function channelCard(app: App, shown: Shown, channel: Channel): HTMLElement {
  const text = h('input', { required: true, maxlength: '2000', autocomplete: 'off' });
  const history = asyncList(app, {
    noun: 'messages',
    load: () => app.api.listMessages(channel.id),
    empty: 'Nobody has written here yet.',
    item: ({ body, createdBy, createdAt }) =>
      h(
        'li',
        {},
        h(
          'div',
          { class: 'details' },
          h('span', {}, body),
          h('span', { class: 'small muted' }, `${createdBy} · ${formatTime(createdAt)}`),
        ),
      ),
  });

  async function send(): Promise<void> {
    const sent = await attempt(
      app,
      { failed: 'Could not send the message', done: `Sent to # ${channel.name}.` },
      () => app.api.sendMessage(channel.id, text.value),
    );
    if (sent === undefined) return;
    text.value = '';
    await history.reload();
  }

  const control = permissionControl(app, shown, {
    label: 'Send message',
    action: 'messages.send',
    reason: `To post your message to # ${channel.name}.`,
    asks: 'before',
    run: send,
  });
  return h(
    'section',
    { class: 'card', 'aria-label': `Channel ${channel.name}` },
    h('h2', {}, `# ${channel.name}`),
    history.element,
    form(h('label', {}, 'Message', text), control),
  );
}
