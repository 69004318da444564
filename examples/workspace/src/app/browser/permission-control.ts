import type { WorkspaceAction } from '../../catalogue.js';
import { whileShown, type App, type Shown } from './app.js';
import { ask } from './ask.js';
import { h, uniqueId } from './dom.js';
import { icon } from './icons.js';
import { scopeOf, titleOf } from './scope-words.js';

export interface PermissionControlOptions {
  readonly label: string;
  readonly action: WorkspaceAction;
  /** Why the app wants the permission, shown before the user is asked. */
  readonly reason: string;
  /**
   * `before`: the click asks for a lacking permission, then runs. `on-refusal`: the click runs, and
   * the SDK asks when the API refuses the call.
   */
  readonly asks: 'before' | 'on-refusal';
  readonly run: () => Promise<unknown>;
  readonly kind?: 'primary';
  /** What the button is about, for screen readers, where the label alone is ambiguous. */
  readonly subject?: string;
}

/**
 * A button that says when it is locked, and why. A lacking permission keeps it usable, because the
 * click asks; one that the account can never have turns it off. In a form it waits for valid fields.
 */
export function permissionControl(
  app: App,
  shown: Shown,
  options: PermissionControlOptions,
): HTMLElement {
  const { client } = app;
  const scope = scopeOf(options.action);
  const hint = h('span', { class: 'hint', id: uniqueId('hint') });
  const button = h('button', {
    type: 'submit',
    class: options.kind ?? '',
    'aria-describedby': hint.id,
    onclick: () => void click(),
  });

  async function click(): Promise<void> {
    if (button.ariaDisabled === 'true' || button.ariaBusy === 'true') return;
    if (button.form?.reportValidity() === false) return;
    button.ariaBusy = 'true';
    try {
      const ready =
        options.asks === 'on-refusal' ||
        client.can(options.action) ||
        (await ask(app, options.action, options.reason));
      if (ready) await options.run();
    } finally {
      button.ariaBusy = null;
    }
  }

  whileShown(app, shown, () => {
    const unavailable = client.getSnapshot().unavailable.has(scope);
    const locked = !client.can(options.action);
    button.ariaDisabled = locked && unavailable ? 'true' : null;
    button.replaceChildren(
      ...(locked ? [icon(unavailable ? 'block' : 'lock')] : []),
      options.label,
      ...(options.subject === undefined
        ? []
        : [h('span', { class: 'visually-hidden' }, ` ${options.subject}`)]),
    );
    hint.hidden = !locked;
    hint.textContent = !locked
      ? ''
      : unavailable
        ? `Not available: your role does not include “${titleOf(scope)}”`
        : `Locked: needs “${titleOf(scope)}”`;
  });
  return h('span', { class: 'control' }, button, hint);
}
