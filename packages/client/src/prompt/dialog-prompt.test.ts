// @vitest-environment happy-dom
// @vitest-environment-options { "settings": { "fetch": { "disableSameOriginPolicy": true } } }
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createDialogPrompt, type DialogPromptOptions } from './dialog-prompt.js';
import type { PermissionRequest, PermissionRequestState } from './permission-prompt.js';

function request(first: Partial<PermissionRequestState> = {}) {
  let state: PermissionRequestState = {
    phase: 'asking',
    windowMayBeClosed: false,
    scopes: [
      {
        scope: 'files:write',
        title: 'Change files',
        description: undefined,
        includes: ['Create', 'Rename'],
      },
    ],
    signInAgain: false,
    reasons: ['You clicked Edit.'],
    ...first,
  };
  let listener = (): void => {};
  const made: PermissionRequest = {
    getState: () => state,
    subscribe(added) {
      listener = added;
      return () => void (listener = () => {});
    },
    approve: vi.fn(),
    dismiss: vi.fn(),
  };
  const change = (changes: Partial<PermissionRequestState>): void => {
    state = { ...state, ...changes };
    listener();
  };
  return { request: made, change };
}

function show(made: PermissionRequest, options?: DialogPromptOptions): void {
  void createDialogPrompt(options).show(made);
}

const root = (): ShadowRoot | null | undefined =>
  document.querySelector('stepscope-permission-prompt')?.shadowRoot;
const dialog = (): HTMLDialogElement => root()?.querySelector('dialog') as HTMLDialogElement;
const buttons = (): string[] =>
  [...dialog().querySelectorAll('button')].map(({ textContent }) => textContent ?? '');
const click = (text: string): void =>
  [...dialog().querySelectorAll('button')].find((button) => button.textContent === text)?.click();

afterEach(() => document.body.replaceChildren());

describe('the default prompt', () => {
  test('is a modal dialog with a name and a description, that shows reason, title and what is included', () => {
    show(request().request);
    expect(dialog().open).toBe(true);
    const name = root()?.getElementById(dialog().getAttribute('aria-labelledby') ?? '');
    expect(name?.textContent).toBe('Your permission is needed');
    const description = root()?.getElementById(dialog().getAttribute('aria-describedby') ?? '');
    for (const text of ['You clicked Edit.', 'Change files', 'Create · Rename']) {
      expect(description?.textContent).toContain(text);
    }
  });

  test('says that it is about signing in again, with permissions or without', () => {
    const { request: made, change } = request({ signInAgain: true, scopes: [] });
    show(made);
    expect(root()?.getElementById('title')?.textContent).toBe('Please sign in again');
    const text = () => root()?.getElementById('description')?.textContent;
    expect(text()).toContain('needs a fresh or a stronger sign-in');
    expect(text()).not.toContain('the app has to be allowed to');
    expect(dialog().querySelector('ul')).toBeNull();
    const scopes = [
      { scope: 'files:write', title: 'Change files', description: undefined, includes: [] },
    ];
    change({ scopes });
    expect(text()).toContain('needs a fresh or a stronger sign-in');
    expect(text()).toContain('Change files');
  });

  test('approves within the click, and dismisses by button and by Escape [P.02]', () => {
    const { request: made } = request();
    show(made);
    expect(buttons()).toEqual(['Not now', 'Continue']);
    click('Continue');
    expect(made.approve).toHaveBeenCalledOnce();
    click('Not now');
    expect(made.dismiss).toHaveBeenCalledTimes(1);
    dialog().dispatchEvent(new Event('cancel', { cancelable: true }));
    expect(made.dismiss).toHaveBeenCalledTimes(2);
  });

  test('while the window is open offers to cancel and to open it again', () => {
    const { request: made, change } = request();
    show(made);
    change({ phase: 'waiting' });
    expect(buttons()).toEqual(['Open again', 'Cancel']);
    expect(dialog().querySelector('[role=status]')?.textContent).toMatch(/window that has opened/);
    change({ windowMayBeClosed: true });
    expect(dialog().querySelector('[role=status]')?.textContent).toMatch(/Have you closed/);
    click('Open again');
    expect(made.approve).toHaveBeenCalledOnce();
    click('Cancel');
    expect(made.dismiss).toHaveBeenCalledOnce();
  });

  test('where the window was blocked offers this one instead', () => {
    const { request: made, change } = request();
    show(made);
    change({ phase: 'blocked' });
    expect(buttons()).toEqual(['Not now', 'Try again', 'Use this window instead']);
    click('Use this window instead');
    expect(made.approve).toHaveBeenCalledExactlyOnceWith({ via: 'redirect' });
  });

  test('shows scopes that join while it is open', () => {
    const { request: made, change } = request();
    show(made);
    const { scopes } = made.getState();
    change({
      scopes: [...scopes, { scope: 'b', title: 'Send mail', description: 'As you.', includes: [] }],
    });
    expect(dialog().querySelectorAll('li')).toHaveLength(2);
    expect(dialog().textContent).toContain('As you.');
  });

  test('keeps the focus where it is as the question grows, and moves it with the phase', () => {
    const { request: made, change } = request();
    show(made);
    const focused = (): string | null | undefined => root()?.activeElement?.textContent;
    expect(focused()).toBe('Continue');
    dialog().querySelector('button')?.focus();
    expect(focused()).toBe('Not now');
    change({ reasons: ['You clicked Edit.', 'And Send.'] });
    expect(focused()).toBe('Not now');
    change({ phase: 'waiting' });
    expect(focused()).toBe('Cancel');
  });

  test('goes away when it is over', () => {
    const { request: made, change } = request();
    show(made);
    const shown = dialog();
    change({ phase: 'settled', outcome: 'granted' });
    expect(shown.open).toBe(false);
    expect(document.querySelector('stepscope-permission-prompt')).toBeNull();
  });

  test('does not open for a question that is over already', () => {
    show(request({ phase: 'settled' }).request);
    expect(document.querySelector('stepscope-permission-prompt')).toBeNull();
  });

  test('shows texts as text', () => {
    const evil = '<img src=x onerror=alert(1)>';
    show(request({ reasons: [evil] }).request);
    expect(dialog().querySelector('img')).toBeNull();
    expect(dialog().textContent).toContain(evil);
  });

  test('takes other texts, one by one', () => {
    show(request().request, { messages: { continue: 'Weiter', notNow: 'Nicht jetzt' } });
    expect(buttons()).toEqual(['Nicht jetzt', 'Weiter']);
    expect(dialog().textContent).toContain('Your permission is needed');
  });
});
