import { allOf } from '@stepscope/core';
import type { WorkspaceScope } from '../../catalogue.js';
import { whileShown, type App, type Shown } from './app.js';
import { ask } from './ask.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { titlesOf } from './scope-words.js';

/**
 * What the user should know about permissions that are off: those that they did not allow, and those
 * that were taken back elsewhere. Each notice goes when its permissions are back.
 */
export function notices(app: App, shown: Shown): HTMLElement {
  const { client } = app;
  const element = h('div', { class: 'notices' });
  let revoked: readonly string[] = [];

  function update(): void {
    const { granted, denied } = client.getSnapshot();
    revoked = revoked.filter((scope) => !granted.has(scope));
    const limited = [...denied].filter((scope) => !granted.has(scope) && !revoked.includes(scope));
    element.replaceChildren(
      ...(limited.length === 0 ? [] : [limitedNotice(app, limited)]),
      ...(revoked.length === 0 ? [] : [revokedNotice(app, revoked, dismissRevoked)]),
    );
  }

  function dismissRevoked(): void {
    revoked = [];
    update();
  }

  const unsubscribe = client.on('revoked', ({ scopes }) => {
    revoked = [...new Set([...revoked, ...scopes])];
    app.announcer.say(
      `${titlesOf(scopes)} was taken back on the “Connected apps” page or by an administrator.`,
    );
    update();
  });
  shown.signal.addEventListener('abort', unsubscribe, { once: true });
  whileShown(app, shown, update);
  return element;
}

function limitedNotice(app: App, scopes: readonly string[]): HTMLElement {
  return h(
    'section',
    { class: 'notice', 'aria-label': 'Limited functionality' },
    icon('info'),
    h(
      'div',
      {},
      h('p', {}, h('strong', {}, 'Coline works with limited functionality.')),
      h('p', {}, `You did not allow ${titlesOf(scopes)}. Everything else works as before.`),
    ),
    h(
      'div',
      { class: 'row' },
      h('button', { type: 'button', onclick: () => void askAgain(app, scopes) }, 'Ask me again'),
    ),
  );
}

function revokedNotice(app: App, scopes: readonly string[], dismiss: () => void): HTMLElement {
  return h(
    'section',
    { class: 'notice', 'aria-label': 'Permission taken back' },
    icon('lock'),
    h(
      'div',
      {},
      h('p', {}, h('strong', {}, 'A permission was taken back.')),
      h('p', {}, `Coline can no longer use ${titlesOf(scopes)}. Nothing of yours was lost.`),
    ),
    h(
      'div',
      { class: 'row' },
      h('button', { type: 'button', onclick: () => void askAgain(app, scopes) }, 'Ask me again'),
      h('button', { type: 'button', onclick: dismiss }, 'Dismiss'),
    ),
  );
}

function askAgain(app: App, scopes: readonly string[]): Promise<boolean> {
  const all = allOf(...(scopes as readonly WorkspaceScope[]));
  return ask(app, all, 'You asked Coline to ask again.');
}
