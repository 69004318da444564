import { button, element } from '../browser/element.js';
import {
  fourSets,
  scopeRows,
  type FourSets,
  type ResourceFacts,
  type ScopeRow,
} from './four-sets.js';
import { timeOfDay } from './timeline.js';

/** A part of the panel. */
export interface View {
  readonly element: HTMLElement;
  /** Brings it up to date. */
  update(): void;
}

export interface SetsFacts extends ResourceFacts {
  /** When the access token expires, in milliseconds since 1970, where that is known. */
  readonly expiresAt: number | undefined;
}

const columns = [
  ['Catalogued', 'catalogued'],
  ['Requested', 'requested'],
  ['Granted', 'granted'],
  ['Effective', 'effective'],
] as const;

/**
 * The four sets of one resource: a table of scopes, and where each set is known from. Scopes that are
 * catalogued alone come when they are asked for.
 */
export function setsView(resource: string, facts: () => SetsFacts): View {
  const section = element('section', 'section');
  const table = element('table', 'sets');
  const known = element('tbody', 'rows');
  const alone = element('tbody', 'rows');
  const none = element('p', 'empty', 'No scope is requested, granted or denied.');
  const sources = element('dl', 'sources');
  let showsAll = false;
  const more = button('', 'secondary', () => {
    showsAll = !showsAll;
    update();
  });
  table.append(
    element('caption', 'caption', `Scopes of ${resource}, and which of the four sets hold them`),
    headings(),
    known,
    alone,
  );
  section.append(
    element('h2', 'title', 'Four sets'),
    element('p', 'resource', resource),
    table,
    none,
    more,
    sources,
  );

  function update(): void {
    const now = facts();
    const rows = scopeRows(now);
    const rest = rows.filter(({ cataloguedAlone }) => cataloguedAlone);
    const listed = rows.filter((row) => !rest.includes(row));
    known.replaceChildren(...listed.map(rowOf));
    alone.replaceChildren(...(showsAll ? rest : []).map(rowOf));
    none.hidden = listed.length > 0;
    table.hidden = listed.length === 0 && !showsAll;
    more.hidden = rest.length === 0;
    more.setAttribute('aria-expanded', String(showsAll));
    more.textContent = `Catalogued alone: ${rest.length}`;
    const sets = fourSets(now);
    sources.replaceChildren(
      ...columns.map(([name, set]) => {
        const { size } = sets[set];
        const entry = element('div', 'source');
        const many = size === 0 ? 'None' : String(size);
        entry.append(element('dt', 'set', name), element('dd', 'known', sourceOf(set, many, now)));
        return entry;
      }),
    );
  }

  return { element: section, update };
}

function headings(): HTMLElement {
  const head = element('thead', 'head');
  const row = element('tr', 'row');
  row.append(heading('col', 'Scope'), ...columns.map(([name]) => heading('col', name)));
  head.append(row);
  return head;
}

function heading(scope: 'col' | 'row', text: string): HTMLTableCellElement {
  const made = element('th', scope);
  made.scope = scope;
  const name = element('span', 'name');
  // Long names break where their parts meet.
  for (const part of text.split(/(?<=[:/.])/)) name.append(part, document.createElement('wbr'));
  made.append(name);
  return made;
}

function rowOf({ scope, in: held, notes }: ScopeRow): HTMLElement {
  const row = element('tr', 'row');
  const name = heading('row', scope);
  if (notes.length > 0) name.append(element('span', 'notes', notes.join(', ')));
  row.append(name, ...columns.map(([, set]) => cellOf(held[set])));
  return row;
}

function cellOf(held: boolean): HTMLElement {
  const cell = element('td', held ? 'cell held' : 'cell');
  const mark = element('span', 'mark', held ? '✓' : '·');
  mark.setAttribute('aria-hidden', 'true');
  cell.append(mark, element('span', 'hidden', held ? 'yes' : 'no'));
  return cell;
}

function sourceOf(set: keyof FourSets, many: string, facts: SetsFacts): string {
  switch (set) {
    case 'catalogued':
      return `${many} in the client’s catalogue`;
    case 'requested':
      return `${many} in the request that brought the token`;
    case 'granted':
      return `${many} in the last token response`;
    case 'effective':
      return `${effectiveBy(many, facts)}. A client does not read tokens: what the API takes, only the API can say.`;
  }
}

function effectiveBy(many: string, { hasToken, expiresAt }: SetsFacts): string {
  if (expiresAt === undefined) {
    return hasToken ? `${many} by the access token` : 'None: there is no access token';
  }
  const time = timeOfDay(expiresAt);
  return hasToken
    ? `${many} by the access token, until ${time}`
    : `None: the access token expired at ${time}, and the next call refreshes it`;
}
