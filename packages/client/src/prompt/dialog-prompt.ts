import { button, element } from '../browser/element.js';
import { defaultMessages, type DialogMessages } from './dialog-messages.js';
import { dialogStyles } from './dialog-styles.js';
import type {
  PermissionPrompt,
  PermissionRequest,
  PermissionRequestState,
  PromptedScope,
} from './permission-prompt.js';

export interface DialogPromptOptions {
  /** Texts that differ from the default ones, in part or as a whole. */
  readonly messages?: Partial<DialogMessages>;
}

/**
 * The default permission prompt: a modal `<dialog>` in a shadow root of its own, so that neither the
 * application's styles nor its ids meet ours. Escape means "not now"; focus returns to where it was.
 */
export function createDialogPrompt({ messages }: DialogPromptOptions = {}): PermissionPrompt {
  const texts = { ...defaultMessages, ...messages };
  return {
    show(request) {
      const host = document.createElement('stepscope-permission-prompt');
      const root = host.attachShadow({ mode: 'open' });
      const styles = new CSSStyleSheet();
      styles.replaceSync(dialogStyles);
      root.adoptedStyleSheets = [styles];
      const dialog = element('dialog', 'dialog');
      dialog.setAttribute('aria-labelledby', 'title');
      dialog.setAttribute('aria-describedby', 'description');
      root.append(dialog);
      document.body.append(host);

      dialog.addEventListener('cancel', (event) => {
        event.preventDefault();
        request.dismiss();
      });
      let unsubscribe = (): void => {};
      let phase: PermissionRequestState['phase'] | undefined;
      const render = (): void => {
        const state = request.getState();
        if (state.phase === 'settled') {
          unsubscribe();
          // Closing first lets the browser give the focus back.
          dialog.close();
          host.remove();
          return;
        }
        // A question that grows must not put another button under the user's finger.
        const focused = state.phase === phase ? root.activeElement?.textContent : undefined;
        phase = state.phase;
        dialog.replaceChildren(...contentsOf(state, request, texts));
        const buttons = [...dialog.querySelectorAll('button')];
        const keep = buttons.find(({ textContent }) => textContent === focused);
        (keep ?? dialog.querySelector<HTMLElement>('[autofocus]'))?.focus();
      };
      unsubscribe = request.subscribe(render);
      render();
      if (request.getState().phase !== 'settled') dialog.showModal();
    },
  };
}

function contentsOf(
  state: PermissionRequestState,
  request: PermissionRequest,
  texts: DialogMessages,
): HTMLElement[] {
  const { signInAgain, scopes } = state;
  const title = element('h2', 'title', signInAgain ? texts.signInTitle : texts.title);
  title.id = 'title';
  const description = element('div', 'description');
  description.id = 'description';
  description.append(...state.reasons.map((reason) => element('p', 'reason', reason)));
  if (signInAgain) description.append(element('p', 'lead', texts.signInLead));
  if (scopes.length > 0) {
    const list = element('ul', 'scopes');
    list.append(...scopes.map(scopeItem));
    description.append(element('p', 'lead', texts.lead), list);
  }
  const status = element('p', 'status', statusOf(state, texts));
  status.setAttribute('role', 'status');
  const actions = element('div', 'actions');
  actions.append(...actionsOf(state, request, texts));
  return [title, description, status, actions];
}

function statusOf(state: PermissionRequestState, texts: DialogMessages): string {
  switch (state.phase) {
    case 'waiting':
      return state.windowMayBeClosed ? texts.mayBeClosed : texts.waiting;
    case 'blocked':
      return texts.blocked;
    case 'leaving':
      return texts.leaving;
    case 'asking':
    case 'settled':
      return '';
  }
}

function actionsOf(
  state: PermissionRequestState,
  request: PermissionRequest,
  texts: DialogMessages,
): HTMLElement[] {
  const dismiss = (text: string): HTMLElement => button(text, 'secondary', () => request.dismiss());
  switch (state.phase) {
    case 'asking':
      return [
        dismiss(texts.notNow),
        focused(button(texts.continue, 'primary', () => request.approve())),
      ];
    case 'waiting':
      return [
        button(texts.openAgain, 'secondary', () => request.approve()),
        focused(dismiss(texts.cancel)),
      ];
    case 'blocked':
      return [
        dismiss(texts.notNow),
        button(texts.tryAgain, 'secondary', () => request.approve()),
        focused(button(texts.useThisWindow, 'primary', () => request.approve({ via: 'redirect' }))),
      ];
    case 'leaving':
    case 'settled':
      return [];
  }
}

function scopeItem({ title, description, includes }: PromptedScope): HTMLElement {
  const item = element('li', 'scope');
  item.append(element('div', 'scope-title', title));
  const details = includes.length > 0 ? includes.join(' · ') : description;
  if (details !== undefined) item.append(element('div', 'includes', details));
  return item;
}

function focused(target: HTMLElement): HTMLElement {
  target.setAttribute('autofocus', '');
  return target;
}
