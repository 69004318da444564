import { h } from './dom.js';

export type Tone = 'neutral' | 'success' | 'error';

/** Says in words how a request ended: visibly, and to screen readers. */
export interface Announcer {
  readonly element: HTMLElement;
  readonly say: (text: string, tone?: Tone) => void;
}

export function createAnnouncer(): Announcer {
  const text = h('p', { role: 'status', id: 'outcome' });
  const close = h('button', { type: 'button', class: 'quiet', onclick: () => show('') }, 'Close');
  const element = h('div', { class: 'outcome' }, text, close);

  function show(message: string, tone: Tone = 'neutral'): void {
    element.dataset['tone'] = tone;
    element.classList.toggle('shown', message !== '');
    text.textContent = message;
  }
  return { element, say: show };
}
