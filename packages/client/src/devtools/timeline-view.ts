import { element } from '../browser/element.js';
import type { ResourceScopes } from './describe-event.js';
import type { View } from './sets-view.js';
import { timeOfDay, type Timeline, type TimelineEntry } from './timeline.js';

/** What has happened, the newest first. */
export function timelineView(
  timeline: Timeline,
  { severalResources }: { readonly severalResources: boolean },
): View {
  const section = element('section', 'section');
  const title = element('h2', 'title', 'Timeline');
  title.id = 'timeline';
  const list = element('ol', 'timeline');
  list.setAttribute('aria-labelledby', 'timeline');
  const empty = element('p', 'empty', 'Nothing has happened since the panel was mounted.');
  section.append(title, empty, list);
  let shown: readonly TimelineEntry[] | undefined;

  return {
    element: section,
    update() {
      const { entries } = timeline;
      if (entries === shown) return;
      shown = entries;
      empty.hidden = entries.length > 0;
      list.replaceChildren(...entries.map((entry) => itemOf(entry, severalResources)));
    },
  };
}

function itemOf(entry: TimelineEntry, severalResources: boolean): HTMLElement {
  const { at, title, detail, scopes, tone, simulated } = entry;
  const item = element('li', `entry ${tone}`);
  const time = element('time', 'time', timeOfDay(at));
  time.dateTime = new Date(at).toISOString();
  const head = element('span', 'event', title);
  item.append(time, head);
  if (simulated) item.append(element('span', 'simulated', 'simulated'));
  const what = element('div', 'what');
  what.append(
    element('span', 'detail', detail),
    ...scopes.map((some) => scopesOf(some, severalResources)),
  );
  item.append(what);
  return item;
}

function scopesOf({ resource, scopes }: ResourceScopes, severalResources: boolean): HTMLElement {
  const made = element('span', 'scopes');
  if (severalResources) made.append(element('span', 'of', resource));
  made.append(
    ...(scopes.size === 0
      ? [element('span', 'none', 'none')]
      : Array.from(scopes, (scope) => element('code', 'scope', scope))),
  );
  return made;
}
