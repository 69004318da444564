import type { App, Shown } from '../app.js';
import { asyncList, type AsyncList } from '../async-list.js';
import { attempt } from '../attempt.js';
import { h } from '../dom.js';
import { formatTime } from '../format.js';
import { permissionControl } from '../permission-control.js';
import { draftSaved } from '../resume-draft.js';
import type { FileContent, FileEntry } from '../workspace-api.js';
import { driveAccess } from './drive-access.js';
import { newDocument } from './new-document.js';
import type { Section } from './section.js';

export const filesSection: Section = {
  id: 'files',
  title: 'Files',
  lead: 'Documents of your workspace. Reading is what you allowed at sign-in.',
  scope: 'files:read',
  render: (app, shown) => {
    const viewer = h('div');
    const files: AsyncList = asyncList(app, {
      noun: 'files',
      load: () => app.api.listFiles(),
      empty: 'No files yet. Create the first one below.',
      item: (file) => fileItem(app, shown, file, viewer, () => files.reload()),
    });
    window.addEventListener(draftSaved, () => void files.reload(), { signal: shown.signal });
    return h(
      'div',
      { class: 'stack' },
      h('section', { class: 'card', 'aria-label': 'All files' }, files.element),
      viewer,
      newDocument(app, shown, () => files.reload()),
      driveAccess(app, shown),
    );
  },
};

function fileItem(
  app: App,
  shown: Shown,
  file: FileEntry,
  viewer: HTMLElement,
  reload: () => Promise<void>,
): HTMLElement {
  const read = () =>
    attempt(app, { failed: `Could not open “${file.name}”` }, () => app.api.readFile(file.id));

  async function open(): Promise<void> {
    const content = await read();
    if (content === undefined) return;
    viewer.replaceChildren(fileViewer(file, content.content));
    viewer.querySelector('h2')?.focus();
    app.announcer.say(`Opened “${file.name}”.`, 'success');
  }

  async function edit(): Promise<void> {
    const content = await read();
    if (content === undefined) return;
    viewer.replaceChildren(fileEditor(app, file, content, viewer, reload));
    viewer.querySelector('textarea')?.focus();
  }

  return h(
    'li',
    {},
    h(
      'div',
      { class: 'details' },
      h('strong', {}, file.name),
      h(
        'span',
        { class: 'small muted' },
        `Version ${file.version} · ${formatTime(file.updatedAt)}`,
      ),
    ),
    h(
      'div',
      { class: 'row' },
      h(
        'button',
        { type: 'button', onclick: () => void open() },
        'Open',
        h('span', { class: 'visually-hidden' }, ` ${file.name}`),
      ),
      permissionControl(app, shown, {
        label: 'Edit',
        subject: file.name,
        action: 'files.edit',
        reason: `To save your changes to “${file.name}”.`,
        asks: 'before',
        run: edit,
      }),
    ),
  );
}

function fileViewer(file: FileEntry, content: string): HTMLElement {
  return h(
    'section',
    { class: 'card', 'aria-label': file.name },
    h('h2', { tabindex: '-1' }, file.name),
    content === ''
      ? h('p', { class: 'empty' }, 'This file is empty.')
      : h('pre', { class: 'content', tabindex: '0' }, content),
  );
}

function fileEditor(
  app: App,
  file: FileEntry,
  { content, version }: FileContent,
  viewer: HTMLElement,
  reload: () => Promise<void>,
): HTMLElement {
  const text = h('textarea', { class: 'mono', rows: '10' });
  text.value = content;

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const saved = await attempt(
      app,
      {
        failed: `Could not save “${file.name}”`,
        done: ({ version }) => `Saved “${file.name}” as version ${version}.`,
      },
      () => app.api.editFile(file.id, { content: text.value, basedOn: version }),
    );
    if (saved === undefined) return;
    viewer.replaceChildren();
    await reload();
  }

  return h(
    'section',
    { class: 'card', 'aria-label': `Edit ${file.name}` },
    h('h2', {}, `Edit ${file.name}`),
    h(
      'form',
      { onsubmit: (event) => void save(event) },
      h('label', {}, 'Content', text),
      h(
        'div',
        { class: 'row' },
        h('button', { class: 'primary' }, 'Save'),
        h('button', { type: 'button', onclick: () => viewer.replaceChildren() }, 'Cancel'),
      ),
    ),
  );
}
