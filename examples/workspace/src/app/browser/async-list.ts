import type { App } from './app.js';
import { describeError, toneOf } from './describe-error.js';
import { h } from './dom.js';

export interface AsyncListOptions<T> {
  /** What the list shows, such as “files”; named in its states. */
  readonly noun: string;
  readonly load: () => Promise<readonly T[]>;
  readonly item: (value: T) => HTMLElement;
  /** Shown where there is nothing. */
  readonly empty: string;
}

export interface AsyncList {
  readonly element: HTMLElement;
  reload(): Promise<void>;
}

/** A list that is loaded at once, and says so while it loads, where it is empty, and on failure. */
export function asyncList<T>({ announcer }: App, options: AsyncListOptions<T>): AsyncList {
  const element = h('div', {}, h('p', { class: 'muted' }, `Loading ${options.noun} …`));
  let lastLoad = 0;

  async function reload(): Promise<void> {
    const load = ++lastLoad;
    element.ariaBusy = 'true';
    const shown = await options.load().then(
      (items) =>
        items.length === 0
          ? h('p', { class: 'empty' }, options.empty)
          : h('ul', { class: 'list' }, ...items.map(options.item)),
      (error: unknown) => {
        const text = describeError(`Could not load the ${options.noun}`, error);
        if (text === undefined) return h('p', { class: 'muted' });
        announcer.say(text, toneOf(error));
        return h(
          'p',
          { class: 'empty' },
          `${text} `,
          h('button', { type: 'button', onclick: () => void reload() }, 'Try again'),
        );
      },
    );
    if (load !== lastLoad) return;
    element.ariaBusy = null;
    element.replaceChildren(shown);
  }

  void reload();
  return { element, reload };
}
