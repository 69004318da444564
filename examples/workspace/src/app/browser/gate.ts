import type { WorkspaceScope } from '../../catalogue.js';
import { catalogue } from '../../catalogue.js';
import { whileShown, type App, type Shown } from './app.js';
import { ask } from './ask.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { titleOf } from './scope-words.js';

export interface GateOptions {
  readonly scope: WorkspaceScope;
  readonly title: string;
  /** Why the app wants the permission, shown before the user is asked. */
  readonly reason: string;
  /** Builds what lies behind the gate; called anew whenever the permission comes back. */
  readonly content: (shown: Shown) => Node;
}

/** Shows `content` while the scope is granted, else says what is locked and offers to ask for it. */
export function gate(app: App, shown: Shown, options: GateOptions): HTMLElement {
  const place = h('div', { tabindex: '-1' });
  let state = '';
  let inner: AbortController | undefined;
  shown.signal.addEventListener('abort', () => inner?.abort(), { once: true });

  whileShown(app, shown, () => {
    const next = app.client.can(options.scope)
      ? 'open'
      : app.client.getSnapshot().unavailable.has(options.scope)
        ? 'unavailable'
        : 'locked';
    if (next === state) return;
    state = next;
    inner?.abort();
    inner = new AbortController();
    place.replaceChildren(
      next === 'open'
        ? options.content({ signal: inner.signal })
        : closed(app, options, next === 'unavailable'),
    );
    // The button that was pressed is gone: keep the keyboard where it was.
    if (document.activeElement === document.body) place.focus();
  });
  return place;
}

function closed(app: App, { scope, title, reason }: GateOptions, unavailable: boolean): Node {
  const definition = catalogue.scopes.get(scope);
  return h(
    'section',
    { class: 'card gate', 'aria-label': title },
    h(
      'p',
      { class: 'badge' },
      icon(unavailable ? 'block' : 'lock'),
      unavailable ? 'Not available' : 'Locked',
    ),
    h('h2', {}, unavailable ? `“${titleOf(scope)}” is not available to you` : title),
    h(
      'p',
      {},
      unavailable
        ? `Your role in this workspace does not include “${titleOf(scope)}”. Ask an administrator for a role that does.`
        : `Coline does not have the permission “${titleOf(scope)}” yet. With it, Coline can:`,
    ),
    unavailable
      ? undefined
      : h('ul', {}, ...(definition?.includes ?? []).map((line) => h('li', {}, line))),
    unavailable
      ? undefined
      : h(
          'button',
          { type: 'button', class: 'primary', onclick: () => void ask(app, scope, reason) },
          icon('lock'),
          `Unlock: ${titleOf(scope)}`,
        ),
  );
}
