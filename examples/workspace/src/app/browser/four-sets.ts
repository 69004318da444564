import { ScopeSet } from '@stepscope/core';
import { catalogue } from '../../catalogue.js';
import { whileShown, type App, type Shown } from './app.js';
import { askIn } from './ask-in.js';
import { h } from './dom.js';

const columns = [
  ['Catalogued', 'catalogued', 'in the workspace’s catalogue'],
  ['Requested', 'requested', 'in the last authorization request'],
  ['Granted', 'granted', 'in the token response'],
  ['Effective', 'effective', 'in the API’s GET /whoami'],
] as const;

/**
 * The four sets that are never confused, live, each from its own source: the catalogue, the
 * authorization request, the token response, and what the API itself answers to `GET /whoami`.
 */
export function fourSets(app: App, shown: Shown): HTMLElement {
  const body = h('tbody');
  const problem = h(
    'p',
    { class: 'small muted', hidden: true },
    'The API does not answer right now, so its column is empty.',
  );
  let effective = ScopeSet.empty;
  let askedFor: string | undefined;

  function render(): void {
    const { requested, granted } = app.client.getSnapshot();
    const sets = [ScopeSet.from(catalogue.scopes.keys()), requested, granted, effective];
    body.replaceChildren(
      ...[...catalogue.scopes.keys()].map((scope) =>
        h(
          'tr',
          { 'data-scope': scope },
          h('th', { scope: 'row' }, h('code', {}, scope)),
          ...sets.map((set, index) =>
            h(
              'td',
              {
                'data-set': columns[index]?.[1],
                'data-held': String(set.has(scope)),
              },
              h('span', { 'aria-hidden': 'true' }, set.has(scope) ? '✓' : '·'),
              h('span', { class: 'visually-hidden' }, set.has(scope) ? 'yes' : 'no'),
            ),
          ),
        ),
      ),
    );
  }

  async function askApi(granted: string): Promise<void> {
    const answer = await app.api.whoami().catch(() => undefined);
    if (shown.signal.aborted || askedFor !== granted) return;
    effective = ScopeSet.from(answer?.scopes ?? []);
    problem.hidden = answer !== undefined;
    render();
  }

  whileShown(app, shown, () => {
    render();
    const granted = app.client.granted.toString();
    if (askedFor === granted) return;
    askedFor = granted;
    void askApi(granted);
  });

  return h(
    'aside',
    { class: 'card four-sets', 'aria-label': 'Permissions' },
    h(
      'details',
      { open: window.matchMedia('(min-width: 72rem)').matches },
      h('summary', {}, 'Permissions, live'),
      h(
        'table',
        {},
        h('caption', { class: 'visually-hidden' }, 'Each scope in the four sets'),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'Scope')),
            ...columns.map(([heading]) => h('th', { scope: 'col' }, h('span', {}, heading))),
          ),
        ),
        body,
      ),
      problem,
      h(
        'dl',
        {},
        ...columns.map(([heading, , source]) =>
          h('div', {}, h('dt', {}, heading), h('dd', {}, source)),
        ),
      ),
    ),
    askInChoice(),
  );
}

function askInChoice(): HTMLElement {
  const select: HTMLSelectElement = h(
    'select',
    {
      id: 'ask-in',
      onchange: () => askIn.set(select.value === 'page' ? 'page' : 'window'),
    },
    h('option', { value: 'window' }, 'a new window'),
    h('option', { value: 'page' }, 'this page'),
  );
  select.value = askIn.get();
  return h('label', { for: 'ask-in' }, 'Ask me for permissions in', select);
}
