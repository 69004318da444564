import { whileShown, type App, type Shown } from './app.js';
import { attempt } from './attempt.js';
import { h } from './dom.js';
import { fourSets } from './four-sets.js';
import { icon } from './icons.js';
import { notices } from './notices.js';
import type { Section } from './sections/section.js';

/** The page of somebody who is signed in: who they are, the sections, and the permissions. */
export function shell(app: App, shown: Shown, sections: readonly [Section, ...Section[]]): Node {
  const main = h('main', { id: 'main', tabindex: '-1' });
  const noticesElement = notices(app, shown);
  const links = new Map(sections.map((section) => [section, sectionLink(app, shown, section)]));
  let current: Section | undefined;
  let showing: AbortController | undefined;
  shown.signal.addEventListener('abort', () => showing?.abort(), { once: true });

  function show(): void {
    const wanted = location.hash.slice(1);
    const section = sections.find(({ id }) => id === wanted) ?? sections[0];
    if (section === current) return;
    const first = current === undefined;
    current = section;
    showing?.abort();
    showing = new AbortController();
    document.title = `${section.title} – Coline`;
    for (const [each, link] of links) link.ariaCurrent = each === section ? 'page' : null;
    main.replaceChildren(
      h('header', {}, h('h1', {}, section.title), h('p', { class: 'muted' }, section.lead)),
      noticesElement,
      section.render(app, { signal: showing.signal }),
    );
    if (!first) main.focus();
  }

  window.addEventListener('hashchange', show, { signal: shown.signal });
  show();

  return h(
    'div',
    {},
    topbar(app),
    h(
      'div',
      { class: 'layout' },
      h('nav', { class: 'sections', 'aria-label': 'Sections' }, ...links.values()),
      main,
      fourSets(app, shown),
    ),
  );
}

function sectionLink(app: App, shown: Shown, { id, title, scope }: Section): HTMLElement {
  const lock = h('span', { class: 'locked' }, icon('lock'), h('span', {}, 'Locked'));
  if (scope === undefined) lock.hidden = true;
  else whileShown(app, shown, () => void (lock.hidden = app.client.can(scope)));
  return h('a', { href: `#${id}` }, title, lock);
}

function topbar(app: App): HTMLElement {
  const { client, config } = app;
  const name = client.user?.name ?? client.user?.email ?? client.user?.sub ?? 'Signed in';
  return h(
    'header',
    { class: 'topbar' },
    h('a', { class: 'brand', href: '/' }, h('img', { src: '/favicon.svg', alt: '' }), 'Coline'),
    h(
      'div',
      { class: 'account' },
      h('span', { class: 'avatar', 'aria-hidden': 'true' }, name.slice(0, 1).toUpperCase()),
      h(
        'span',
        { class: 'name', title: name },
        h('span', { class: 'visually-hidden' }, 'Signed in as '),
        name,
      ),
    ),
    h(
      'a',
      {
        class: 'button',
        href: `${config.issuer}/connected-apps`,
        target: '_blank',
        rel: 'noopener',
      },
      'Connected apps',
      h('span', { class: 'visually-hidden' }, ' (opens in a new tab)'),
    ),
    h(
      'button',
      {
        type: 'button',
        onclick: () => void attempt(app, { failed: 'Could not sign out' }, () => client.signOut()),
      },
      'Sign out',
    ),
  );
}
