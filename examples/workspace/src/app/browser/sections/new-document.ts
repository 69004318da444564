import type { App, Shown } from '../app.js';
import { attempt } from '../attempt.js';
import { h } from '../dom.js';
import { form } from '../form.js';
import { drafts } from '../drafts.js';
import { permissionControl } from '../permission-control.js';
import { draftSaved } from '../resume-draft.js';

/**
 * A form that can be filled in without any permission. *Create* simply calls the API; if it refuses,
 * the SDK asks, and a draft outlives the way to the authorization server and back.
 */
export function newDocument(app: App, shown: Shown, reload: () => Promise<void>): HTMLElement {
  const draft = drafts.find();
  const name = h('input', { required: true, maxlength: '120', autocomplete: 'off' });
  const content = h('textarea', { rows: '4' });
  name.value = draft?.name ?? '';
  content.value = draft?.content ?? '';

  async function create(): Promise<void> {
    const document = { name: name.value, content: content.value };
    drafts.keep(document);
    const created = await attempt(
      app,
      { failed: `Could not create “${name.value}”`, done: `Created “${name.value}”.` },
      () => app.api.createFile(document),
    );
    if (created === undefined) return;
    drafts.drop();
    clear();
    await reload();
  }

  function clear(): void {
    name.value = '';
    content.value = '';
  }

  window.addEventListener(draftSaved, clear, { signal: shown.signal });
  return h(
    'section',
    { class: 'card', 'aria-label': 'New document' },
    h('h2', {}, 'New document'),
    form(
      h('label', {}, 'Name', name),
      h('label', {}, 'Content', content),
      permissionControl(app, shown, {
        label: 'Create document',
        action: 'files.create',
        reason: 'To put the new document into your workspace.',
        asks: 'on-refusal',
        run: create,
      }),
    ),
  );
}
